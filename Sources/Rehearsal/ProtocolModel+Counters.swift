import ProtocolModel

extension ProtocolModel {
    /// The fields of messages, by message and position, in which parties send numbers that they count by themselves, or pass on: those that no row
    /// reads off an epoch, `e.number`. Such a number says nothing about the group of its sender.
    var countedFields: Set<[Int]> {
        var counted: Set<[Int]> = []
        var readOff: Set<[Int]> = []
        func isReadOffEpoch(_ expression: Expression) -> Bool {
            switch expression {
            case .number: true
            case .unwrap(let inner): isReadOffEpoch(inner)
            case .conditional(_, let first, let second): isReadOffEpoch(first) || isReadOffEpoch(second)
            default: false
            }
        }
        func visit(_ expression: Expression) {
            guard case .message(let type, let fields) = expression else { return }
            for (index, field) in fields.enumerated() where messages[type].fields[index].type.unwrapped == .epochNumber {
                if isReadOffEpoch(field) {
                    readOff.insert([type, index])
                } else {
                    counted.insert([type, index])
                }
            }
        }
        func visit(_ actions: [Action]) {
            for action in actions {
                switch action {
                case .send(let payload, _, _): visit(payload)
                case .assign(_, let value), .assignEntry(_, _, let value): visit(value)
                case .branch(_, let first, let second):
                    visit(first)
                    visit(second)
                case .drop, .disconnect: break
                }
            }
        }
        for role in roles { for row in role.rows { visit(row.actions) } }
        return counted.subtracting(readOff)
    }
}
