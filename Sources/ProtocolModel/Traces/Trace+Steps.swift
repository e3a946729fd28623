extension TraceStep {
    /// The step by the names of the document.
    public init(_ step: Step, in model: ProtocolModel) {
        let instances = model.instances
        func name(_ party: Int) -> String { instances.indices.contains(party) ? instances[party].name : "?" }
        func row(_ row: Int?, of party: Int) -> String? {
            row.map { model.roles[instances[party].role].rows[$0].name }
        }
        switch step {
        case .event(let party, let event, let arguments, let index):
            kind = .event
            self.party = name(party)
            self.event = model.events[event].name
            if !arguments.isEmpty {
                self.arguments = zip(arguments, model.events[event].parameters).map { model.describe($0, as: $1.type) }
            }
            self.row = row(index, of: party)
        case .deliver(let from, let to, let position, let stays, let index):
            kind = .deliver
            self.from = name(from)
            self.to = name(to)
            self.position = position
            if stays { self.stays = true }
            self.row = row(index, of: to)
        case .lose(let from, let to, let position):
            kind = .lose
            self.from = name(from)
            self.to = name(to)
            self.position = position
        case .interrupt(let first, let second, let a, let b):
            kind = .interrupt
            between = [name(a), name(b)]
            told = [first, second].compactMap { $0 }.map { Told(party: name($0.party), row: row($0.row, of: $0.party)) }
        case .learn(let told, let peer):
            kind = .learn
            party = name(told.party)
            self.peer = name(peer)
            self.row = row(told.row, of: told.party)
        }
    }

    /// The step of the model; throws where a name is not of the model.
    func resolve(in model: ProtocolModel, index: Int) throws(TraceError) -> Step {
        let instances = model.instances
        func party(_ name: String?, _ field: String) throws(TraceError) -> Int {
            guard let name else { throw TraceError(step: index, .missing(field)) }
            guard let party = instances.firstIndex(where: { $0.name == name }) else {
                throw TraceError(step: index, .unknown(field, name))
            }
            return party
        }
        func row(_ name: String?, of party: Int) throws(TraceError) -> Int? {
            guard let name else { return nil }
            guard let row = model.roles[instances[party].role].rows.firstIndex(where: { $0.name == name }) else {
                throw TraceError(step: index, .unknown("row", name))
            }
            return row
        }
        switch kind {
        case .event:
            let who = try party(self.party, "party")
            guard let event = model.events.firstIndex(where: { $0.name == self.event }) else {
                throw TraceError(step: index, .unknown("event", self.event ?? ""))
            }
            let parameters = model.events[event].parameters
            var values: [Value] = []
            guard (arguments ?? []).count == parameters.count else { throw TraceError(step: index, .missing("arguments")) }
            for (text, parameter) in zip(arguments ?? [], parameters) {
                guard let value = model.values(of: parameter.type)?.first(where: { model.describe($0, as: parameter.type) == text })
                else { throw TraceError(step: index, .unknown("argument", text)) }
                values.append(value)
            }
            guard let row = try row(self.row, of: who) else { throw TraceError(step: index, .missing("row")) }
            return .event(party: who, event: event, arguments: values, row: row)
        case .deliver:
            let to = try party(self.to, "to")
            return .deliver(
                from: try party(from, "from"), to: to, position: position ?? 0, stays: stays ?? false,
                row: try row(self.row, of: to))
        case .lose:
            return .lose(from: try party(from, "from"), to: try party(to, "to"), position: position ?? 0)
        case .interrupt:
            guard let between, between.count == 2, let told, !told.isEmpty, told.count <= 2 else {
                throw TraceError(step: index, .missing("between, told"))
            }
            var ends: [Step.Told] = []
            for end in told {
                let who = try party(end.party, "told")
                ends.append(Step.Told(party: who, row: try row(end.row, of: who)))
            }
            return .interrupt(
                first: ends[0], second: ends.count == 2 ? ends[1] : nil, between: try party(between[0], "between"),
                and: try party(between[1], "between"))
        case .learn:
            let who = try party(self.party, "party")
            return .learn(Step.Told(party: who, row: try row(self.row, of: who)), peer: try party(peer, "peer"))
        }
    }
}

/// A trace does not fit the model.
public struct TraceError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case missing(String)
        /// What kind of name, and the name.
        case unknown(String, String)
        /// The step cannot be taken here; these can.
        case impossible(possible: [TraceStep])
        case evaluation(EvaluationError)
    }

    /// The index of the step; `nil` where it is about the trace as a whole.
    public var step: Int?
    public var reason: Reason

    public init(step: Int?, _ reason: Reason) {
        self.step = step
        self.reason = reason
    }
}
