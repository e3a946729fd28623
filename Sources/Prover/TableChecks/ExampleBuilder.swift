import ProtocolModel

/// Makes a state of the interpreter of a valuation that Z3 found.
struct ExampleBuilder {
    let setting: PartySetting
    let valuation: Valuation
    /// By the identities that Z3 gave.
    private var nodes: [Int: Node] = [:]
    private var entries: [CommitTree.Entry] = []

    init(_ setting: PartySetting, _ valuation: Valuation) {
        self.setting = setting
        self.valuation = valuation
    }

    private var model: ProtocolModel { setting.model }
    private var layout: SymbolicLayout { setting.layout }

    /// - Throws: where an initial value cannot be computed.
    mutating func example(party: Int, _ confronted: PartySetting.Confronted) throws(EvaluationError) -> TableExample {
        var readings = ReadingAssignment()
        for (choice, term) in zip(layout.choices, layout.readings) { readings.options[choice] = valuation.integer(term) }
        let profile = NetworkProfile(name: "", order: .fifo, loss: false, duplication: false, capacity: 1, interruption: .no)
        var state = try Interpreter(model: model, profile: profile, readings: readings).initialState()
        plant(confronted)
        for (index, instance) in layout.instances.enumerated() {
            let party = setting.state.parties[index]
            state.parties[index].control = valuation.integer(party.control)
            state.parties[index].variables = zip(party.variables, model.roles[instance.role].variables).map { value($0, $1.type) }
        }
        state.tree = CommitTree(entries)
        let binders = zip(confronted.occurrence.binders, confronted.types).map { value($0, $1) }
        let isStale = confronted.occurrence.stale.map(valuation.isTrue) ?? false
        return TableExample(
            state: state, party: party,
            occurrence: Interpreter.Occurrence(
                trigger: confronted.occurrence.trigger, binders: binders, sender: confronted.occurrence.sender, stale: isStale),
            readings: readings)
    }

    /// Grows the commit tree: every epoch of the valuation, and what it needs beneath it.
    private mutating func plant(_ confronted: PartySetting.Confronted) {
        // Every tree begins with the group that all parties are in, as the interpreter's does.
        _ = add(.epoch(CommitTree.Epoch(parent: nil, number: 0, author: nil, keyPackage: nil)), identity: 0)
        _ = add(.epoch(CommitTree.Epoch(parent: Node(0), number: 1, author: nil, keyPackage: nil)), identity: 1)
        var items: [EpochAxioms.Item] = []
        for (party, instance) in zip(setting.state.parties, layout.instances) {
            for (value, variable) in zip(party.variables, model.roles[instance.role].variables) {
                items += setting.axioms.items(value, variable.type)
            }
        }
        for (binder, type) in zip(confronted.occurrence.binders, confronted.types) { items += setting.axioms.items(binder, type) }
        let present = items.filter { valuation.isTrue($0.some) }
        for item in present where !item.isEpoch { keyPackage(valuation.integer(item.node.identity), owner: valuation.integer(item.node.author)) }
        let epochs = present.filter(\.isEpoch).sorted { valuation.integer($0.node.number) < valuation.integer($1.node.number) }
        for item in epochs { epoch(item.node) }
    }

    private mutating func add(_ entry: CommitTree.Entry, identity: Int?) -> Node {
        entries.append(entry)
        let node = Node(entries.count - 1)
        if let identity { nodes[identity] = node }
        return node
    }

    @discardableResult
    private mutating func keyPackage(_ identity: Int, owner: Int) -> Node {
        nodes[identity] ?? add(.keyPackage(owner: owner), identity: identity)
    }

    private mutating func epoch(_ terms: NodeTerms) {
        let identity = valuation.integer(terms.identity)
        if nodes[identity] != nil { return }
        let number = valuation.integer(terms.number)
        let author = valuation.integer(terms.author)
        let made = valuation.integer(terms.keyPackage)
        let parent = valuation.integer(terms.parent)
        let from = nodes[parent] ?? ancestor(parent, number: number - 1, author: author)
        // Of a key package that nobody holds only the identity matters.
        let package = made < 0 ? nil : keyPackage(made, owner: layout.instances.indices.first { $0 != author } ?? author)
        _ = add(
            .epoch(CommitTree.Epoch(parent: from, number: number, author: author < 0 ? nil : author, keyPackage: package)), identity: identity)
    }

    /// An epoch that nobody holds, in a group of its own.
    private mutating func ancestor(_ identity: Int, number: Int, author: Int) -> Node {
        var node = add(
            .epoch(CommitTree.Epoch(parent: nil, number: 0, author: author, keyPackage: nil)), identity: number == 0 ? identity : nil)
        if number <= 0 { return node }
        for height in 1...number {
            let package = height == 1 ? add(.keyPackage(owner: author), identity: nil) : nil
            node = add(
                .epoch(CommitTree.Epoch(parent: node, number: height, author: author, keyPackage: package)),
                identity: height == number ? identity : nil)
        }
        return node
    }

    private func value(_ symbolic: Symbolic, _ type: ValueType) -> Value {
        guard valuation.isTrue(symbolic.some) else { return .none }
        switch (type.unwrapped, symbolic.body) {
        case (.bool, .bool(let term)): return .bool(valuation.isTrue(term))
        case (.natural, .integer(let term)): return .natural(valuation.integer(term))
        case (.epochNumber, .integer(let term)): return .epochNumber(valuation.integer(term))
        case (.enumeration, .integer(let term)): return .enumeration(valuation.integer(term))
        case (.party, .integer(let term)), (.role, .integer(let term)): return .party(valuation.integer(term))
        case (.epoch, .node(let node)): return .epoch(nodes[valuation.integer(node.identity)] ?? Node(-1))
        case (.keyPackage, .node(let node)): return .keyPackage(nodes[valuation.integer(node.identity)] ?? Node(-1))
        case (.set, .set(let members)): return .set(Set(members.filter { valuation.isTrue($0.isMember) }.map(\.value)))
        case (.map(_, let element), .map(_, let values)): return .map(values.map { value($0, element) })
        case (.message(let index), .message(_, let fields)):
            return .message(Message(type: index, fields: zip(fields, model.messages[index].fields).map { value($0, $1.type) }))
        default: return .none
        }
    }
}
