extension Action {
    /// Visits the expressions of an action, those of its branches included.
    public func forEachExpression(_ body: (Expression) -> Void) {
        switch self {
        case .assign(_, let value): body(value)
        case .assignEntry(_, let key, let value):
            body(key)
            body(value)
        case .send(let payload, let destination, _):
            body(payload)
            if case .to(let party) = destination { body(party) }
        case .disconnect(let destination):
            if case .to(let party) = destination { body(party) }
        case .branch(let condition, let then, let otherwise):
            body(condition)
            for action in then + otherwise { action.forEachExpression(body) }
        case .drop: break
        }
    }
}

extension ProtocolModel {
    /// Visits every expression of the rows, the initial values and the properties, without going into their parts.
    public func forEachExpression(_ body: (Expression) -> Void) {
        for role in roles {
            for variable in role.variables { body(variable.initially) }
            for row in role.rows {
                if case .when(let condition) = row.guards { body(condition) }
                for action in row.actions { action.forEachExpression(body) }
            }
        }
        for property in properties {
            switch property.kind {
            case .recoverable(let condition), .live(let condition), .invariant(let condition), .never(let condition),
                .reachable(let condition):
                body(condition)
            case .leadsTo(let a, let b):
                body(a)
                body(b)
            case .agreement, .settledAgreement, .historyAgreement, .drift, .freshKeys, .specified, .decryptable: break
            }
        }
    }

    /// A gap between epoch numbers that no comparison of the model can tell from a larger one: twice the largest offset that is
    /// written anywhere (offsets may stand on both sides of a comparison), and one.
    public var numberHorizon: Int {
        var largest = 1
        forEachExpression { expression in
            _ = expression.contains { part in
                switch part {
                case .sum(_, .literal(.natural(let offset))), .sum(.literal(.natural(let offset)), _),
                    .difference(_, .literal(.natural(let offset))):
                    largest = max(largest, offset)
                default: break
                }
                return false
            }
        }
        for property in properties {
            if case .drift(_, let most) = property.kind { largest = max(largest, most) }
        }
        return 2 * largest + 1
    }

    /// Whether parties start in a common epoch.
    public var usesWelcome: Bool { uses { $0 == .welcome } }

    /// Whether a row can create a group.
    public var createsGroups: Bool {
        uses { if case .create = $0 { true } else { false } }
    }

    private func uses(_ condition: (Expression) -> Bool) -> Bool {
        var found = false
        forEachExpression { found = found || $0.contains(where: condition) }
        return found
    }
}
