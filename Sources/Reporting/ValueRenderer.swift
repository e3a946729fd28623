import ProtocolModel

/// Values of one run in words. Epochs are named by their number, with a letter where several have the same: `epoch 2`, `epoch 2b`.
public struct ValueRenderer {
    let model: ProtocolModel
    private let names: [Node: String]

    /// - Parameter tree: that of the last state of the run, so that all its epochs have names.
    public init(model: ProtocolModel, tree: CommitTree) {
        self.model = model
        var names: [Node: String] = [:]
        var perNumber: [Int: Int] = [:]
        var keyPackages = 0
        for (index, entry) in tree.entries.enumerated() {
            switch entry {
            case .keyPackage:
                keyPackages += 1
                names[Node(index)] = "key package \(keyPackages)"
            case .epoch(let epoch):
                // The epoch 0 of a group is nobody's business, nor is the epoch that all start from where none does.
                guard epoch.parent != nil, epoch.author != nil || model.usesWelcome else { continue }
                let count = perNumber[epoch.number, default: 0]
                perNumber[epoch.number] = count + 1
                let letter = count == 0 ? "" : count < 25 ? String(UnicodeScalar(UInt8(97 + count))) : "-\(count + 1)"
                names[Node(index)] = "epoch \(epoch.number)\(letter)"
            }
        }
        self.names = names
    }

    /// The name of an epoch or of a key package; `nil` for an epoch that is nobody's business.
    func name(of node: Node) -> String? { names[node] }

    public func text(_ value: Value, as type: ValueType) -> String {
        switch (value, type.unwrapped) {
        case (.epoch(let node), _), (.keyPackage(let node), _): names[node] ?? "?"
        case (.message(let message), _): text(message)
        case (.map(let values), .map(let key, let element)):
            "{"
                + zip(model.values(of: key) ?? [], values).map {
                    "\(model.describe($0, as: key)): \(text($1, as: element))"
                }.joined(separator: ", ") + "}"
        default: model.describe(value, as: type)
        }
    }

    public func text(_ message: Message) -> String {
        let type = model.messages[message.type]
        if type.fields.isEmpty { return type.name }
        return type.name + "(" + zip(message.fields, type.fields).map { text($0, as: $1.type) }.joined(separator: ", ") + ")"
    }

    /// A message with the key that seals it.
    public func text(_ envelope: GlobalState.Envelope, from party: Int) -> String {
        var result = text(envelope.message)
        if let seal = seal(of: envelope, from: party) { result += " sealed with " + seal }
        if envelope.isStale { result += " from the old connection" }
        return result
    }

    /// The key that seals a message; `nil` for one in the clear.
    public func seal(of envelope: GlobalState.Envelope, from party: Int) -> String? {
        guard let seal = envelope.seal else { return nil }
        let role = model.roles[model.instances[party].role]
        let parts = zip(seal, role.protection.sending ?? []).map { value, part in
            if case .variable(let index) = part { return text(value, as: role.variables[index].type) }
            return "?"
        }
        return parts.joined(separator: ", ")
    }
}
