import ProtocolModel

/// A counterexample that was kept, so that later revisions of the document, or a repaired protocol, can be held against it.
///
/// As JSON it is the trace itself, which `Replay` takes as any other, and beside it, under `regression`, what the trace alone does not tell:
/// what happened in each step in words that do not depend on the order of messages or the names of rows.
public struct RegressionCase: Hashable, Sendable, Codable {
    public var trace: Trace
    public var record: Record

    /// What is kept beside a trace.
    public struct Record: Hashable, Sendable, Codable {
        /// The file of the document, without directories.
        public var document: String
        public var network: Network
        /// One for each step of the trace.
        public var happenings: [Happening]
        /// The names of the rows that fire, in the order in which they first do.
        public var rows: [String]
    }

    /// The network profile that the run was found in.
    public struct Network: Hashable, Sendable, Codable {
        public var order: NetworkProfile.Order
        public var loss: Bool
        public var duplication: Bool
        public var capacity: Int
        public var interruption: NetworkProfile.Interruption
    }

    /// What happened in a step, beside what the trace says of it.
    public struct Happening: Hashable, Sendable, Codable {
        /// The message that was delivered or lost.
        public var message: String?
        /// Its place among the messages of its kind in the channel, 0 being the oldest.
        public var ordinal: Int?
        /// Whether the receiver could not open it; absent where it could.
        public var undecryptable: Bool?
        /// The messages that were sent.
        public var sent: [String]?
        /// For a person: the epochs and numbers as they were.
        public var note: String?
    }

    private enum CodingKeys: String, CodingKey { case regression }

    public init(trace: Trace, record: Record) {
        self.trace = trace
        self.record = record
    }

    public init(from decoder: any Decoder) throws {
        trace = try Trace(from: decoder)
        record = try decoder.container(keyedBy: CodingKeys.self).decode(Record.self, forKey: .regression)
        guard record.happenings.count == trace.steps.count else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: [CodingKeys.regression],
                    debugDescription: "\(record.happenings.count) happenings for \(trace.steps.count) steps"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        try trace.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(record, forKey: .regression)
    }

    /// - Parameters:
    ///   - document: the file, without directories.
    ///   - note: what a person may read of a step.
    /// - Throws: where the model does not take the trace.
    public init(
        _ trace: Trace, of model: ProtocolModel, document: String,
        note: (_ transition: Transition, _ before: GlobalState, _ replay: Replay) -> String? = { _, _, _ in nil }
    ) throws(TraceError) {
        let replay = try Replay(trace, in: model)
        let instances = replay.interpreter.instances
        var before = replay.initial
        var happenings: [Happening] = []
        for transition in replay.transitions {
            var happening = Happening()
            switch transition.step {
            case .deliver(let from, let to, let position, _, _), .lose(let from, let to, let position):
                let channel = before.channels[from * instances.count + to]
                let type = channel[position].message.type
                happening.message = model.messages[type].name
                happening.ordinal = channel[..<position].count { $0.message.type == type }
            case .event, .interrupt, .learn: break
            }
            if transition.effects.contains(where: { if case .undecryptable = $0 { true } else { false } }) { happening.undecryptable = true }
            let sent = transition.effects.compactMap { effect -> String? in
                if case .sent(_, _, let envelope, _) = effect { model.messages[envelope.message.type].name } else { nil }
            }
            if !sent.isEmpty { happening.sent = sent }
            happening.note = note(transition, before, replay)
            happenings.append(happening)
            before = transition.target
        }
        var rows: [String] = []
        for step in trace.steps {
            for row in [step.row] + (step.told ?? []).map(\.row) {
                if let row, !rows.contains(row) { rows.append(row) }
            }
        }
        let profile = replay.interpreter.profile
        self.init(
            trace: trace,
            record: Record(
                document: document,
                network: Network(
                    order: profile.order, loss: profile.loss, duplication: profile.duplication, capacity: profile.capacity,
                    interruption: profile.interruption), happenings: happenings, rows: rows))
    }

    /// A stable name that says what the case is about: `connection.recoverable.stuck`.
    public var name: String {
        [trace.profile, trace.property ?? "run", trace.outcome?.rawValue ?? "shown"].joined(separator: ".")
            .map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? String($0) : "-" }.joined()
    }
}
