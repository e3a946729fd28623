import ProtocolModel

/// What breaks a property: a state, or a step that is taken.
enum Violation {
    /// A formula over the system's current state.
    case state(Term)
    /// By the index of the move.
    case moves([Int])
}

extension SymbolicSystem {
    /// What breaks the property; for `reachable` what it asks for.
    ///
    /// - Throws: `UnsupportedByProver` for the kinds that are not about states or single steps.
    func violation(of kind: Property.Kind) throws(UnsupportedByProver) -> Violation {
        let context = layout.context
        switch kind {
        case .agreement(let variable): return .state(fork(variable, settledOnly: false))
        case .settledAgreement(let variable): return .state(fork(variable, settledOnly: true))
        case .drift(let variable, let most):
            let held = held(variable)
            return .state(
                context.or(
                    held.flatMap { a in
                        held.filter { $0.party != a.party }.map { b in
                            context.and(
                                a.some, b.some,
                                context.less(context.add(b.node.number, context.integer(most)), a.node.number))
                        }
                    }))
        case .specified: return .moves(moves.indices.filter { moves[$0].finding == .unspecified })
        case .decryptable: return .moves(moves.indices.filter { moves[$0].finding == .undecryptable })
        case .invariant(let condition):
            var evaluator = SymbolicEvaluator(layout, current)
            return .state(context.not(try evaluator.condition(condition)))
        case .never(let condition), .reachable(let condition):
            var evaluator = SymbolicEvaluator(layout, current)
            return .state(try evaluator.condition(condition))
        case .historyAgreement: throw UnsupportedByProver(what: "history agreement")
        case .freshKeys: throw UnsupportedByProver(what: "fresh keys")
        case .recoverable: throw UnsupportedByProver(what: "recoverable")
        case .live: throw UnsupportedByProver(what: "live")
        case .leadsTo: throw UnsupportedByProver(what: "leads to")
        }
    }

    /// The parties that have the variable, with the epoch that it holds.
    private func held(_ variable: String) -> [(party: Int, some: Term, node: NodeTerms)] {
        layout.instances.indices.compactMap { party in
            let role = layout.model.roles[layout.instances[party].role]
            guard let index = role.variables.firstIndex(where: { $0.name == variable }),
                case .node(let node) = current.parties[party].variables[index].body
            else { return nil }
            return (party, current.parties[party].variables[index].some, node)
        }
    }

    private func fork(_ variable: String, settledOnly: Bool) -> Term {
        let context = layout.context
        let evaluator = SymbolicEvaluator(layout, current)
        let held = held(variable)
        return context.or(
            held.flatMap { a in
                held.filter { $0.party > a.party }.map { b in
                    var parts = [
                        a.some, b.some, context.equal(a.node.number, b.node.number),
                        context.not(context.equal(a.node.identity, b.node.identity)),
                    ]
                    if settledOnly { parts += [evaluator.isSettled(a.party), evaluator.isSettled(b.party)] }
                    return context.and(parts)
                }
            })
    }
}
