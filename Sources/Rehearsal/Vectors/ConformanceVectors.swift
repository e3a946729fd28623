import ProtocolModel

/// Test vectors for those who implement a draft, in the manner of the MLS working group's: runs with every input, private key and expected output.
///
/// The format is described in Sources/Rehearsal/README.md.
public struct ConformanceVectors: Hashable, Sendable, Codable {
    public static let currentFormat = 1

    public var format: Int
    public var title: String
    public var draft: String
    public var revision: String
    public var variant: ProtocolModel.Variant
    public var cipherSuite: UInt16
    public var trafficSecrets: TrafficSecretSource
    /// What the runs cover together, and the rows that they do not.
    public var covered: [String]
    public var missing: [String]
    public var cases: [ConformanceCase]
}

/// One run.
public struct ConformanceCase: Hashable, Sendable, Codable {
    public var profile: String
    public var readings: [String: String]
    public var seed: UInt64
    public var covers: [String]
    /// What the parties have before the first step.
    public var start: [ConformanceAction]
    public var steps: [ConformanceStep]
}

/// One step: what happens, and what the parties do about it.
public struct ConformanceStep: Hashable, Sendable, Codable {
    public var step: TraceStep
    public var actions: [ConformanceAction]
    /// The control state and the epochs of every party afterwards.
    public var expected: [RecordedParty]
}

/// What one party does.
public struct ConformanceAction: Hashable, Sendable, Codable {
    public var party: String
    /// The operation: `make_key_package`, `create_group`, `commit`, `enter`, `send`, `receive`, and so on.
    public var action: String
    /// The number of the message that is sent or received.
    public var message: Int?
    public var type: String?
    public var to: String?
    /// Hexadecimal: the KeyPackage, the Commit, or the message with its header and without records.
    public var content: String?
    /// Hexadecimal: the bytes on the wire, records included.
    public var wire: String?
    public var reception: OperationResult.Reception?
    public var sequence: UInt64?
    public var epoch: EpochView?
    /// Private keys and secrets by their names in RFC 9420 and RFC 8446.
    public var secrets: [String: String]?
}

extension ConformanceVectors {
    /// Acts out every run of a coverage.
    ///
    /// - Throws: `RehearsalError`.
    public init(_ coverage: CoverageSearch.Coverage, of model: ProtocolModel, cipherSuite: UInt16 = 1, seed: UInt64 = 1) throws(RehearsalError) {
        format = Self.currentFormat
        title = model.title
        draft = model.draft
        revision = model.revision
        variant = model.variant
        self.cipherSuite = cipherSuite
        trafficSecrets = model.trafficSecrets
        covered = coverage.covered.sorted().map(\.description)
        missing = coverage.missing
        cases = []
        for (index, run) in coverage.runs.enumerated() {
            let recording = try Recorder(cipherSuite: cipherSuite, seed: seed &+ UInt64(index), withSecrets: true)
                .record(run.trace, in: model)
            cases.append(ConformanceCase(recording, covers: run.targets.sorted().map(\.description)))
        }
    }
}

extension ConformanceCase {
    init(_ recording: Recording, covers: [String]) {
        profile = recording.profile
        readings = recording.readings
        seed = recording.setting.seed
        self.covers = covers
        let parties = recording.setting.parties
        start = recording.start.map { ConformanceAction($0, parties) }
        steps = recording.steps.map { step in
            ConformanceStep(
                step: step.step, actions: step.operations.map { ConformanceAction($0, parties) }, expected: step.parties)
        }
    }
}

extension ConformanceAction {
    init(_ performed: Rehearsal.Performed, _ parties: [String]) {
        party = parties[performed.step.party]
        let result = performed.result
        content = result.content
        wire = result.wire
        type = result.message
        reception = result.reception
        sequence = result.sequence
        epoch = result.epoch
        secrets = result.secrets
        switch performed.step.operation {
        case .makeKeyPackage: action = "make_key_package"
        case .createGroup: action = "create_group"
        case .commit: action = "commit"
        case .apply: action = "apply_elsewhere"
        case .beginTogether: action = "begin_together"
        case .enter: action = result.entrance.map { "enter_\($0.rawValue)" } ?? "enter"
        case .leave: action = "leave"
        case .setSendingKey(let key): action = key == nil ? "delete_sending_key" : "set_sending_key"
        case .setReceivingKey(_, let key): action = key == nil ? "delete_receiving_key" : "set_receiving_key"
        case .resetConnection: action = "reset_connection"
        case .send(let id, let receiver, _, _, _, let arrives):
            action = arrives ? "send" : "send_lost"
            message = id
            to = parties[receiver]
        case .receive(let id):
            action = "receive"
            message = id
        case .keep: action = "forget_unreferenced"
        case .beginSendGroup: action = "begin_send_group"
        case .commitInSendGroup: action = "commit_in_send_group"
        case .exportPSK: action = "export_psk"
        case .keepPSKs: action = "delete_psks"
        case .giveUp: action = "give_up"
        }
    }
}
