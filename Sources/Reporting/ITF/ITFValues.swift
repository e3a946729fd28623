import ProtocolModel

/// The states and steps of one run as values of the Informal Trace Format.
struct ITFValues {
    private let replay: Replay
    private let renderer: ValueRenderer

    init(_ replay: Replay) {
        self.replay = replay
        renderer = ValueRenderer(model: replay.model, tree: replay.states.last?.tree ?? replay.initial.tree)
    }

    private var model: ProtocolModel { replay.model }
    private var instances: [Instance] { replay.interpreter.instances }

    /// The variables of a state, in the order of the document.
    var names: [String] {
        instances.flatMap { instance in
            ["\(instance.name).state"] + model.roles[instance.role].variables.map { "\(instance.name).\($0.name)" }
        } + ["inFlight", "unaware", "epochs"]
    }

    func variables(of state: GlobalState) -> [String: ITFValue] {
        var result: [String: ITFValue] = [:]
        for (index, instance) in instances.enumerated() {
            let role = model.roles[instance.role]
            let party = state.parties[index]
            result["\(instance.name).state"] = .text(role.states[party.control].name)
            for (variable, value) in zip(role.variables, party.variables) {
                result["\(instance.name).\(variable.name)"] = self.value(value, as: variable.type)
            }
        }
        result["inFlight"] = .map(
            instances.indices.flatMap { from in
                instances.indices.filter { $0 != from }.map { to in
                    let channel = state.channels[from * instances.count + to]
                    return (key: pair(from, to), value: ITFValue.list(channel.map { envelope($0, from: from) }))
                }
            })
        result["unaware"] = .set(state.unaware.sorted().map { pair($0 / instances.count, $0 % instances.count) })
        result["epochs"] = epochs(state.tree)
        return result
    }

    private func pair(_ from: Int, _ to: Int) -> ITFValue { .tuple([.text(instances[from].name), .text(instances[to].name)]) }

    private func envelope(_ envelope: GlobalState.Envelope, from party: Int) -> ITFValue {
        let sending = model.roles[instances[party].role].protection.sending ?? []
        let seal = envelope.seal.map { seal in
            ITFValue.some(
                .list(
                    zip(seal, sending).map { value, part in
                        guard case .variable(let index) = part else { return .text("?") }
                        return self.value(value, as: model.roles[instances[party].role].variables[index].type)
                    }))
        }
        return .record(["message": message(envelope.message), "seal": seal ?? .none, "isStale": .bool(envelope.isStale)])
    }

    private func message(_ message: Message) -> ITFValue {
        let type = model.messages[message.type]
        let fields = zip(type.fields, message.fields).map { ($0.name, value($1, as: $0.type)) }
        return .record([
            "tag": .text(type.name), "value": fields.isEmpty ? .tuple([]) : .record(Dictionary(fields) { first, _ in first }),
        ])
    }

    /// The commits so far: number, parent and author of each epoch by its name.
    private func epochs(_ tree: CommitTree) -> ITFValue {
        var pairs: [(key: ITFValue, value: ITFValue)] = []
        for (index, entry) in tree.entries.enumerated() {
            guard case .epoch(let epoch) = entry, let name = renderer.name(of: Node(index)) else { continue }
            pairs.append(
                (
                    key: .text(name),
                    value: .record([
                        "number": .number(epoch.number),
                        "parent": epoch.parent.flatMap { renderer.name(of: $0) }.map { .some(.text($0)) } ?? .none,
                        "author": epoch.author.map { .some(.text(instances[$0].name)) } ?? .none,
                    ])
                ))
        }
        return .map(pairs)
    }

    private func value(_ value: Value, as type: ValueType) -> ITFValue {
        if type.isOptional { return value == .none ? .none : .some(self.value(value, as: type.unwrapped)) }
        switch (value, type) {
        case (.bool(let value), _): return .bool(value)
        case (.natural(let number), _), (.epochNumber(let number), _): return .number(number)
        case (.message(let message), _): return self.message(message)
        // In an order of its own, so that the same run gives the same file.
        case (.set(let members), .set(let element)):
            return .set(members.sorted { renderer.text($0, as: element) < renderer.text($1, as: element) }.map { self.value($0, as: element) })
        case (.map(let values), .map(let key, let element)):
            return .map(zip(model.values(of: key) ?? [], values).map { (key: self.value($0, as: key), value: self.value($1, as: element)) })
        default: return .text(renderer.text(value, as: type))
        }
    }

    // MARK: Steps

    /// - Returns: the name of what happened, its parameters, and the row of each party that acts.
    func action(
        _ transition: Transition, in before: GlobalState
    ) -> (name: String, parameters: [String: ITFValue], rows: [String: String]) {
        var rows: [String: String] = [:]
        func note(_ row: Int?, of party: Int) {
            if let row { rows[instances[party].name] = model.roles[instances[party].role].rows[row].name }
        }
        func named(_ party: Int) -> ITFValue { .text(instances[party].name) }
        switch transition.step {
        case .event(let party, let event, let arguments, let row):
            note(row, of: party)
            var parameters = Dictionary(
                zip(model.events[event].parameters, arguments).map { ($0.name, value($1, as: $0.type)) }) { first, _ in first }
            parameters["party"] = named(party)
            return (model.events[event].name, parameters, rows)
        case .deliver(let from, let to, let position, let stays, let row):
            note(row, of: to)
            let carried = before.channels[from * instances.count + to][position]
            return (
                "deliver",
                [
                    "from": named(from), "to": named(to), "position": .number(position), "stays": .bool(stays),
                    "message": message(carried.message),
                ], rows
            )
        case .lose(let from, let to, let position):
            let carried = before.channels[from * instances.count + to][position]
            return (
                "lose", ["from": named(from), "to": named(to), "position": .number(position), "message": message(carried.message)], rows
            )
        case .interrupt(let first, let second, let a, let b):
            note(first.row, of: first.party)
            if let second { note(second.row, of: second.party) }
            let told = [first, second].compactMap { $0 }.map { named($0.party) }
            return ("interrupt", ["between": .tuple([named(a), named(b)]), "told": .set(told)], rows)
        case .learn(let told, let peer):
            note(told.row, of: told.party)
            return ("learn of the interruption", ["party": named(told.party), "peer": named(peer)], rows)
        }
    }
}
