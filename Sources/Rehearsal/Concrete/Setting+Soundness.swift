import ProtocolModel

extension Setting {
    /// Whether a run can begin from it: settings also come from files.
    var isSound: Bool {
        guard (1...256).contains(parties.count), Set(parties).count == parties.count, slots.count == parties.count,
            wireDeclarations.count <= 256, Set(wireDeclarations.map(\.name)).count == wireDeclarations.count
        else { return false }
        var sizes: [String: Int?] = [:]
        return wireDeclarations.allSatisfy { size(of: $0.name, &sizes) <= Self.mostFields }
    }

    private static let mostFields = 4096

    /// The number of fields of a struct, those of structs in it included; too many where it contains itself.
    private func size(of name: String, _ sizes: inout [String: Int?]) -> Int {
        if let known = sizes[name] { return known ?? Self.mostFields + 1 }
        // Open until it is known.
        sizes[name] = .some(nil)
        var size = 1
        switch wireDeclarations.first(where: { $0.name == name }) {
        case .structure(_, let fields, _):
            for field in fields { size = min(Self.mostFields + 1, size + self.size(of: field.type, &sizes)) }
        case .enumeration(_, _, let width, _): size = (1...8).contains(width) ? 1 : Self.mostFields + 1
        case nil: break
        }
        sizes[name] = .some(size)
        return size
    }

    private func size(of type: WireType, _ sizes: inout [String: Int?]) -> Int {
        switch type {
        case .named(let name): size(of: name, &sizes)
        case .optional(let inner), .vector(let inner): 1 + size(of: inner, &sizes)
        case .unsigned(let bytes): (0...8).contains(bytes) ? 1 : Self.mostFields + 1
        case .opaque(let length): (0...(1 << 20)).contains(length ?? 0) ? 1 : Self.mostFields + 1
        case .commit, .welcome, .keyPackage, .epochNumber, .epochReference: 1
        }
    }
}
