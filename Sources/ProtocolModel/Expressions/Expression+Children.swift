extension Expression {
    /// The operands, from left to right.
    public var children: [Expression] {
        switch self {
        case .literal, .welcome, .variable, .binder, .own, .sender, .stale, .quiet, .inFlight, .reading, .newKeyPackage:
            []
        case .variableOf(let a, _), .inState(let a, _), .settled(let a), .field(let a, _), .number(let a), .parent(let a),
            .author(let a), .keyPackageOf(let a), .unwrap(let a), .not(let a), .remainder(let a, _), .commit(let a),
            .create(let a), .export(let a), .filled(let a, _):
            [a]
        case .and(let a, let b), .or(let a, let b), .implies(let a, let b), .compare(_, let a, let b), .sum(let a, let b),
            .difference(let a, let b), .union(let a, let b), .subtracting(let a, let b), .contains(let a, let b),
            .entry(let a, let b):
            [a, b]
        case .conditional(let a, let b, let c): [a, b, c]
        case .setLiteral(let elements), .message(_, let elements): elements
        case .quantified(_, .type, let body): [body]
        case .quantified(_, .set(let domain), let body): [domain, body]
        }
    }

    /// Whether the expression or one of its parts satisfies the condition.
    public func contains(where condition: (Expression) -> Bool) -> Bool {
        condition(self) || children.contains { $0.contains(where: condition) }
    }

    func collectReadings(into result: inout Set<Int>) {
        if case .reading(let reading, _) = self { result.insert(reading) }
        for child in children { child.collectReadings(into: &result) }
    }
}
