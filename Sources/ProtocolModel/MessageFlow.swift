/// Which messages a role may be sent. Where the text does not tell, every role that there may be counts.
public struct MessageFlow: Sendable {
    private let model: ProtocolModel
    /// The messages that some row sends.
    public private(set) var sent: Set<Int> = []
    /// The messages that may arrive at each role, by the index of the role.
    public private(set) var arriving: [Set<Int>]
    /// The roles that each role may send something to, by the index of the role.
    public private(set) var receivers: [Set<Int>]

    public init(_ model: ProtocolModel) {
        self.model = model
        arriving = Array(repeating: [], count: model.roles.count)
        receivers = Array(repeating: [], count: model.roles.count)
        for (role, declaration) in model.roles.enumerated() {
            for row in declaration.rows { follow(row.actions, of: row, role) }
        }
    }

    private mutating func follow(_ actions: [Action], of row: Row, _ role: Int) {
        for action in actions {
            switch action {
            case .send(let payload, let destination, _):
                let types = messages(payload, row, role)
                sent.formUnion(types)
                for receiver in receivers(destination, row, role) {
                    arriving[receiver].formUnion(types)
                    receivers[role].insert(receiver)
                }
            case .branch(_, let then, let otherwise):
                follow(then, of: row, role)
                follow(otherwise, of: row, role)
            case .assign, .assignEntry, .drop, .disconnect: break
            }
        }
    }

    /// The types that a payload may have, in a row of a role.
    public func messageTypes(of payload: Expression, in row: Row, of role: Int) -> Set<Int> { messages(payload, row, role) }

    /// The roles that may be meant by a destination, in a row of a role.
    public func receivers(of destination: Destination, in row: Row, of role: Int) -> [Int] { receivers(destination, row, role) }

    private func messages(_ payload: Expression, _ row: Row, _ role: Int) -> Set<Int> {
        switch payload {
        case .message(let type, _): return [type]
        case .literal(.message(let message)): return [message.type]
        case .unwrap(let inner): return messages(inner, row, role)
        case .conditional(_, let a, let b): return messages(a, row, role).union(messages(b, row, role))
        default:
            if case .message(let type)? = type(of: payload, row, role)?.unwrapped { return [type] }
            return Set(model.messages.indices)
        }
    }

    private func receivers(_ destination: Destination, _ row: Row, _ role: Int) -> [Int] {
        let others = model.roles.indices.filter { $0 != role || model.roles[role].instanceCount > 1 }
        guard case .to(let party) = destination else { return others }
        switch party {
        case .literal(.party(let index)):
            return model.instances.indices.contains(index) ? [model.instances[index].role] : []
        case .setLiteral(let elements): return Set(elements.flatMap { receivers(.to($0), row, role) }).sorted()
        case .union(let a, let b), .conditional(_, let a, let b):
            return Set(receivers(.to(a), row, role) + receivers(.to(b), row, role)).sorted()
        case .subtracting(let a, _), .unwrap(let a): return receivers(.to(a), row, role)
        default:
            switch type(of: party, row, role)?.unwrapped {
            case .role(let index), .set(.role(let index)): return others.filter { $0 == index }
            default: return others
            }
        }
    }

    /// The type of an expression that is a variable, a binder or a part of one.
    private func type(of expression: Expression, _ row: Row, _ role: Int) -> ValueType? {
        switch expression {
        case .variable(let index):
            let variables = model.roles[role].variables
            return variables.indices.contains(index) ? variables[index].type : nil
        case .binder(let index):
            switch row.triggers.first {
            case .message(let message): return field(index, of: model.messages[message].fields)
            case .event(let event): return field(index, of: model.events[event].parameters)
            default: return nil
            }
        case .own: return .role(role)
        case .unwrap(let inner): return type(of: inner, row, role)?.unwrapped
        case .entry(let map, _):
            if case .map(_, let value)? = type(of: map, row, role) { return value }
            return nil
        case .field(let message, let index):
            if case .message(let type)? = type(of: message, row, role)?.unwrapped {
                return field(index, of: model.messages[type].fields)
            }
            return nil
        default: return nil
        }
    }

    private func field(_ index: Int, of fields: [MessageField]) -> ValueType? {
        fields.indices.contains(index) ? fields[index].type : nil
    }
}
