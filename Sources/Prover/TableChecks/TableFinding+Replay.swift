import ProtocolModel

extension TableExample {
    private func interpreter(_ model: ProtocolModel) -> Interpreter {
        let profile =
            model.profiles.first
            ?? NetworkProfile(name: "", order: .fifo, loss: false, duplication: false, capacity: 1, interruption: .no)
        return Interpreter(model: model, profile: profile, readings: readings)
    }

    /// The rows by which the interpreter lets the party answer.
    func answers(in model: ProtocolModel) -> Result<[Int], EvaluationError> {
        Result { () throws(EvaluationError) in try interpreter(model).rows(for: occurrence, at: party, in: state) }
    }

    /// Why the interpreter cannot evaluate the conditions, or cannot carry the row out; `nil` where it can.
    func reason(in model: ProtocolModel, carryingOut row: Int? = nil) -> EvaluationError.Reason? {
        let result = Result { () throws(EvaluationError) in
            if let row {
                _ = try interpreter(model).fire(row, for: occurrence, at: party, in: state)
            } else {
                _ = try interpreter(model).rows(for: occurrence, at: party, in: state)
            }
        }
        if case .failure(let error) = result { return error.reason }
        return nil
    }
}

extension TableFinding {
    /// Whether the interpreter says the same of the example.
    func isConfirmed(in model: ProtocolModel) -> Bool {
        guard let example else {
            if case .dead = kind { return true }
            return false
        }
        let answers = example.answers(in: model)
        switch (kind, answers) {
        case (.overlap(let first, let second), .success(let rows)), (.sameTwice(let first, let second), .success(let rows)):
            return rows.contains(first) && rows.contains(second)
        case (.hole, .success(let rows)): return rows.isEmpty
        case (.undefinedCondition(let row, let reason), .failure(let error)):
            return error.reason == reason && error.row == model.roles[role].rows[row].name
        case (.failingAction(let row, _, let reason), .success(let rows)):
            return rows.contains(row) && example.reason(in: model, carryingOut: row) == reason
        default: return false
        }
    }
}
