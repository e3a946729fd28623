import ProtocolModel

extension Expression {
    /// A closed expression as it reads under so many binders more.
    func shifted(by count: Int) -> Expression {
        guard count > 0 else { return self }
        return mapped { expression in
            if case .binder(let index) = expression { .binder(index + count) } else { expression }
        }
    }

    /// The expression with its leaves replaced.
    private func mapped(_ leaf: (Expression) -> Expression) -> Expression {
        func go(_ e: Expression) -> Expression { e.mapped(leaf) }
        return switch self {
        case .literal, .welcome, .variable, .binder, .own, .sender, .stale, .quiet, .inFlight, .reading, .newKeyPackage:
            leaf(self)
        case .variableOf(let a, let variable): .variableOf(go(a), variable: variable)
        case .inState(let a, let states): .inState(go(a), states)
        case .settled(let a): .settled(go(a))
        case .field(let a, let field): .field(go(a), field)
        case .number(let a): .number(go(a))
        case .parent(let a): .parent(go(a))
        case .author(let a): .author(go(a))
        case .keyPackageOf(let a): .keyPackageOf(go(a))
        case .unwrap(let a): .unwrap(go(a))
        case .not(let a): .not(go(a))
        case .and(let a, let b): .and(go(a), go(b))
        case .or(let a, let b): .or(go(a), go(b))
        case .implies(let a, let b): .implies(go(a), go(b))
        case .compare(let comparison, let a, let b): .compare(comparison, go(a), go(b))
        case .sum(let a, let b): .sum(go(a), go(b))
        case .difference(let a, let b): .difference(go(a), go(b))
        case .remainder(let a, let n): .remainder(go(a), n)
        case .union(let a, let b): .union(go(a), go(b))
        case .subtracting(let a, let b): .subtracting(go(a), go(b))
        case .contains(let element, let b): .contains(element: go(element), go(b))
        case .setLiteral(let elements): .setLiteral(elements.map(go))
        case .entry(let a, let key): .entry(go(a), key: go(key))
        case .filled(let a, let key): .filled(go(a), key: key)
        case .conditional(let a, let b, let c): .conditional(go(a), go(b), go(c))
        case .quantified(let quantifier, .type(let type), let body): .quantified(quantifier, .type(type), go(body))
        case .quantified(let quantifier, .set(let domain), let body):
            .quantified(quantifier, .set(go(domain)), go(body))
        case .message(let message, let fields): .message(message, fields.map(go))
        case .commit(let a): .commit(go(a))
        case .create(let a): .create(go(a))
        case .export(let a): .export(go(a))
        }
    }

}
