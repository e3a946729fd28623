import ProtocolModel
import Synchronization

/// The identifiers of an exported system.
final class Constants: Sendable {
    let parties: [String]
    /// By role and control state.
    let states: [[String]]
    /// By enumeration and case.
    let cases: [[String]]
    let messages: [String]
    /// The value of an optional number that is not there.
    static let absent = 255

    private let taken: Mutex<Set<String>>

    init(_ model: ProtocolModel) {
        var taken = Set<String>()
        func unique(_ text: String) -> String { Constants.unique(text, &taken) }
        parties = model.instances.map { unique($0.name) }
        states = model.roles.map { role in role.states.map { unique("\(role.name)_\($0.name)") } }
        cases = model.enumerations.map { enumeration in enumeration.cases.map { unique("\(enumeration.name)_\($0)") } }
        messages = model.messages.map { unique("message_\($0.name)") }
        self.taken = Mutex(taken)
    }

    /// An identifier that nothing else has.
    func unique(_ text: String) -> String {
        taken.withLock { Constants.unique(text, &$0) }
    }

    /// An identifier that need not be unique.
    func local(_ text: String) -> String { Identifier.from(text) }

    private static func unique(_ text: String, _ taken: inout Set<String>) -> String {
        let stem = Identifier.from(text)
        var candidate = stem
        var number = 2
        // Some readers do not tell capital letters from small ones.
        while !taken.insert(candidate.lowercased()).inserted {
            candidate = "\(stem)_\(number)"
            number += 1
        }
        return candidate
    }

    /// A value without identity.
    func literal(_ value: Value, _ type: ValueType?) -> Term {
        switch value {
        case .none:
            if case .natural? = type?.unwrapped { .integer(Constants.absent) } else { .none }
        case .bool(let value): .truth(value)
        case .natural(let value), .epochNumber(let value): .integer(value)
        case .party(let index): parties.indices.contains(index) ? .constant(parties[index]) : .integer(parties.count + 1)
        case .enumeration(let index):
            if case .enumeration(let kind)? = type?.unwrapped { .constant(cases[kind][index]) } else { .integer(index + 1) }
        case .epoch, .keyPackage, .message, .set, .map: .none
        }
    }

    /// The constants and their values, in groups.
    func definitions(_ model: ProtocolModel) -> [(comment: String, values: [(String, Int)])] {
        var result: [(String, [(String, Int)])] = []
        result.append(("The parties", parties.enumerated().map { ($1, $0 + 1) }))
        for (index, role) in model.roles.enumerated() {
            result.append(("The control states of \(role.name)", states[index].enumerated().map { ($1, $0) }))
        }
        for (index, enumeration) in model.enumerations.enumerated() {
            result.append((enumeration.name, cases[index].enumerated().map { ($1, $0 + 1) }))
        }
        result.append(("The messages; 0 where there is none", messages.enumerated().map { ($1, $0 + 1) }))
        return result.map { (comment: $0.0, values: $0.1) }
    }
}
