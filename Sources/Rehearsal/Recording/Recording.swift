import ProtocolModel

/// A rehearsal written down: every message, key epoch and decision, enough to take it through MLS again without the model.
///
/// Secrets are left out unless they were asked for; the seed, from which every key of the run is derived, is there, so that the run can be
/// verified. The keys of a recording are worth nothing outside of it.
public struct Recording: Hashable, Sendable, Codable {
    /// The version of this format.
    public static let currentFormat = 1

    public var format: Int
    public var title: String
    public var draft: String
    public var revision: String
    public var variant: ProtocolModel.Variant
    public var profile: String
    public var readings: [String: String]
    /// What the run shows, if it is a counterexample or a witness.
    public var property: String?
    public var outcome: Outcome?
    public var setting: Setting
    public var hasSecrets: Bool
    /// What the parties have before the first step.
    public var start: [Rehearsal.Performed]
    /// Of all that stands above, hexadecimal; each step's covers the one before.
    public var digest: String
    public var steps: [RecordedStep]
}

/// One step of a recording.
public struct RecordedStep: Hashable, Sendable, Codable {
    /// From 1.
    public var number: Int
    /// Which row fired, and what the network did.
    public var step: TraceStep
    /// What the parties did, in order, and what came of it.
    public var operations: [Rehearsal.Performed]
    /// All parties after the step.
    public var parties: [RecordedParty]
    /// Nonces that the step used with a key that had been used with them.
    public var repeatedNonces: [NonceLog.Repetition]?
    /// SHA-256 of the digest before and of the step itself without its digest, as JSON with sorted keys; hexadecimal.
    public var digest: String
}

/// A party after a step.
public struct RecordedParty: Hashable, Sendable, Codable {
    public var name: String
    /// The control state.
    public var state: String
    /// Its local groups.
    public var epochs: [EpochView]
    /// The epoch of the key that it seals with, and the number of its next record.
    public var sendingKey: KeyName?
    public var sendingSequence: UInt64?
    public var receivingKeys: [KeyName]
}
