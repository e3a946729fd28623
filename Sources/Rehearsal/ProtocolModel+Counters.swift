import ProtocolModel

extension ProtocolModel {
    /// The fields of messages, by message and position, in which some row sends a number that is not read off an epoch, `e.number`: a counter of the
    /// party's own, or of what passes through it, which says nothing about its group.
    var countedFields: Set<[Int]> {
        var result: Set<[Int]> = []
        func visit(_ expression: Expression) {
            guard case .message(let type, let fields) = expression else { return }
            for (index, field) in fields.enumerated() where messages[type].fields[index].type.unwrapped == .epochNumber {
                if case .number = field { continue }
                result.insert([type, index])
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
        return result
    }
}
