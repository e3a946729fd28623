import ProtocolModel

/// Something that holds of a party's own variables whenever it is in a control state, whatever its peers do: one of the tests is passed.
public struct LocalFact: Hashable, Sendable {
    public indirect enum Test: Hashable, Sendable {
        case equals(variable: Int, Value)
        case differs(variable: Int, Value)
        /// Two variables hold the same, or both nothing.
        case same(Int, Int)
        /// The epoch in the first variable was made by a commit in that of the second.
        case child(Int, of: Int)
    }

    /// An index into `Role.states`.
    public var state: Int
    public var tests: [Test]

    /// The fact without its state, as a row of the role would say it.
    public var expression: Expression {
        tests.dropFirst().reduce(tests[0].expression) { .or($0, $1.expression) }
    }
}

extension LocalFact.Test {
    fileprivate var variables: Set<Int> {
        switch self {
        case .equals(let variable, _), .differs(let variable, _): [variable]
        case .same(let a, let b), .child(let a, let b): [a, b]
        }
    }

    var expression: Expression {
        switch self {
        case .equals(let variable, let value): .compare(.equal, .variable(variable), .literal(value))
        case .differs(let variable, let value): .compare(.notEqual, .variable(variable), .literal(value))
        case .same(let a, let b): .compare(.equal, .variable(a), .variable(b))
        case .child(let a, let b): .compare(.equal, .parent(.variable(a)), .variable(b))
        }
    }
}

extension LocalFact {
    /// What may turn out to hold: of each state every test, every two tests of different variables' values as alternatives, and of two epochs
    /// how they are related unless one of them is missing.
    static func candidates(_ model: ProtocolModel, role: Int) -> [LocalFact] {
        let variables = model.roles[role].variables
        var unary: [(variables: Set<Int>, test: Test)] = []
        var binary: [Test] = []
        for (index, variable) in variables.enumerated() {
            var values: [Value] = variable.type.isOptional ? [.none] : []
            if let finite = model.values(of: variable.type.unwrapped), finite.count <= 8 { values += finite }
            for value in values {
                unary.append(([index], .equals(variable: index, value)))
                // Of two values being not the one is being the other.
                if values.count != 2 || variable.type.isOptional { unary.append(([index], .differs(variable: index, value))) }
            }
            for (other, second) in variables.enumerated() where other != index {
                guard variable.type.unwrapped == .epoch, second.type.unwrapped == .epoch else { continue }
                if index < other { binary.append(.same(index, other)) }
                binary.append(.child(index, of: other))
            }
        }
        var clauses: [[Test]] = unary.map { [$0.test] } + binary.map { [$0] }
        // Families of many variables would have very many pairs.
        if unary.count <= 40 {
            for (place, a) in unary.enumerated() {
                for b in unary[(place + 1)...] where a.variables.isDisjoint(with: b.variables) { clauses.append([a.test, b.test]) }
                guard case .equals(_, .none) = a.test else { continue }
                for b in binary where b.variables.isSuperset(of: a.variables) { clauses.append([a.test, b]) }
            }
        }
        return model.roles[role].states.indices.flatMap { state in clauses.map { LocalFact(state: state, tests: $0) } }
    }
}
