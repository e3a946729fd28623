import ProtocolModel

/// What holds of epochs and key packages in every commit tree, said of the values in sight.
///
/// They are the properties of `CommitTree`: a commit's epoch has the number of its parent and one; equal identities, equal everything;
/// the first epoch of a group is made for a key package and is the only child of the group's epoch 0, which nobody holds.
struct EpochAxioms {
    struct Item {
        /// Whether there is a value.
        var some: Term
        var node: NodeTerms
        var isEpoch: Bool
    }

    let layout: SymbolicLayout
    let next: Term

    private var context: Context { layout.context }

    /// The epochs and key packages in a value.
    func items(_ value: Symbolic, _ type: ValueType, under condition: Term? = nil) -> [Item] {
        let some = context.and([condition, value.some].compactMap { $0 })
        switch (type.unwrapped, value.body) {
        case (.epoch, .node(let node)): return [Item(some: some, node: node, isEpoch: true)]
        case (.keyPackage, .node(let node)): return [Item(some: some, node: node, isEpoch: false)]
        case (.map(_, let element), .map(_, let values)): return values.flatMap { items($0, element, under: some) }
        case (.message(let type), .message(_, let values)):
            return zip(values, layout.model.messages[type].fields).flatMap { items($0, $1.type, under: some) }
        default: return []
        }
    }

    /// The epoch in which all parties begin.
    var welcome: Item {
        Item(some: context.yes, node: NodeTerms([1, 1, 0, -1, -1].map { context.integer($0) }), isEpoch: true)
    }

    private func isParty(_ term: Term) -> Term {
        context.and(context.lessOrEqual(context.integer(0), term), context.less(term, context.integer(layout.instances.count)))
    }

    /// What holds of each by itself.
    func sound(_ item: Item) -> Term {
        let node = item.node
        func int(_ value: Int) -> Term { context.integer(value) }
        guard item.isEpoch else {
            return context.implies(
                item.some, context.and(context.less(int(1), node.identity), context.less(node.identity, next), isParty(node.author)))
        }
        let model = layout.model
        let isWelcome = context.and(zip(node.all, welcome.node.all).map { context.equal($0, $1) })
        let isFirst = context.and(
            context.equal(node.number, int(1)), context.equal(node.parent, context.subtract(node.identity, int(1))), isParty(node.author),
            context.less(int(1), node.keyPackage), context.less(node.keyPackage, next), context.less(int(2), node.identity),
            isNoKeyPackage(node.keyPackage, of: node))
        var later = [
            context.less(int(1), node.number), isParty(node.author), context.equal(node.keyPackage, int(-1)), context.less(int(1), node.identity),
            context.lessOrEqual(int(model.usesWelcome ? 1 : 2), node.parent),
        ]
        if model.usesWelcome, !model.createsGroups {
            // There is one group only.
            later.append(context.equal(context.equal(node.number, int(2)), context.equal(node.parent, int(1))))
        }
        return context.implies(
            item.some,
            context.and(
                context.less(node.parent, node.identity), context.less(node.identity, next),
                context.or(
                    model.usesWelcome ? isWelcome : context.no, model.createsGroups ? isFirst : context.no, context.and(later))))
    }

    /// What holds of two.
    func sound(_ a: Item, _ b: Item) -> Term {
        let (x, y) = (a.node, b.node)
        let both = context.and(a.some, b.some)
        let same = context.equal(x.identity, y.identity)
        switch (a.isEpoch, b.isEpoch) {
        case (true, true):
            return context.implies(
                both,
                context.and(
                    context.implies(same, context.and(zip(x.all, y.all).map { context.equal($0, $1) })),
                    child(x, of: y), child(y, of: x),
                    context.implies(
                        context.equal(x.parent, y.parent),
                        context.and(
                            context.equal(x.number, y.number), context.implies(context.equal(x.number, context.integer(1)), same))),
                    isNoKeyPackage(x.keyPackage, of: y), isNoKeyPackage(y.keyPackage, of: x)))
        case (false, false): return context.implies(both, context.implies(same, context.equal(x.author, y.author)))
        case (true, false): return context.implies(both, isNoKeyPackage(y.identity, of: x))
        case (false, true): return context.implies(both, isNoKeyPackage(x.identity, of: y))
        }
    }

    private func child(_ x: NodeTerms, of y: NodeTerms) -> Term {
        context.implies(
            context.equal(x.parent, y.identity), context.equal(x.number, context.add(y.number, context.integer(1))))
    }

    /// The identity of a key package is neither that of the epoch nor that of its parent.
    private func isNoKeyPackage(_ keyPackage: Term, of epoch: NodeTerms) -> Term {
        context.and(
            context.not(context.equal(keyPackage, epoch.identity)), context.not(context.equal(keyPackage, epoch.parent)))
    }

    /// That a value is one of its type, as far as numbers go.
    func sound(_ value: Symbolic, _ type: ValueType) -> Term {
        func within(_ term: Term, _ lower: Int, _ upper: Int) -> Term {
            context.and(context.lessOrEqual(context.integer(lower), term), context.lessOrEqual(term, context.integer(upper)))
        }
        let term: Term
        switch (type.unwrapped, value.body) {
        case (.natural(let lower, let upper), .integer(let number)): term = within(number, lower, upper)
        case (.enumeration(let index), .integer(let number)):
            term = within(number, 0, layout.model.enumerations[index].cases.count - 1)
        case (.epochNumber, .integer(let number)): term = context.lessOrEqual(context.integer(0), number)
        case (.party, .integer(let number)): term = within(number, 0, layout.instances.count - 1)
        case (.role(let role), .integer(let number)):
            term = context.or(
                layout.instances.indices.filter { layout.instances[$0].role == role }.map { context.equal(number, context.integer($0)) })
        case (.map(_, let element), .map(_, let values)): term = context.and(values.map { sound($0, element) })
        case (.message(let type), .message(_, let values)):
            term = context.and(zip(values, layout.model.messages[type].fields).map { sound($0, $1.type) })
        default: term = context.yes
        }
        return context.implies(value.some, term)
    }
}
