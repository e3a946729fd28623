import ProtocolModel

/// What was found of one document.
public struct DocumentResult: Codable, Hashable, Sendable {
    /// The file as the command line names it.
    public var file: String
    public var title: String
    public var draft: String
    public var revision: String
    public var variant: ProtocolModel.Variant
    /// The documents that this one repairs, as its front matter names them.
    public var repairs: [String]
    public var conclusion: Conclusion
    public var profiles: [ProfileResult]
    public var properties: [PropertyResult]
    /// Messages that arrive where no row takes them, in whichever profile.
    public var holes: [HoleResult]
    /// The rows that fire in none of these profiles; empty where not every exploration is complete.
    public var deadRows: [RowUse]
    public var modelErrors: [ModelErrorResult]
    /// What the prover says beside the explorer.
    public var secondOpinions: [SecondOpinion]
    /// The runs that verdicts rest on: counterexamples and witnesses, each once. Verdicts name them by their number.
    public var runs: [RunResult]

    public func run(_ number: Int?) -> RunResult? { runs.first { $0.number == number } }
}

/// What was explored in one network profile.
public struct ProfileResult: Codable, Hashable, Sendable {
    public var name: String
    /// States that are reachable in some combination of readings, steps between them, and the length of the longest shortest run.
    public var states: Int
    public var steps: Int
    public var depth: Int
    /// The number of combinations of readings.
    public var combinations: Int
    /// A hash of the set of reachable states, in hexadecimal; it does not depend on the order in which they were found.
    public var stateHash: String
    public var isComplete: Bool
    /// Whether gaps between epoch numbers were saturated.
    public var isOverApproximated: Bool
    /// What `--partial-order` came to: `used`, then states and steps are those of the reduced state space, or why it was not; `nil` where it was
    /// not asked for.
    public var partialOrder: String?
    /// How often things may happen, such as `update <= 3`; empty for what happens without bound.
    public var bounds: [BoundResult]
    public var deadRows: [String]
    public var desynchronisationFreedom: FreedomResult
    /// How long it took, in seconds: the one number that differs from run to run.
    public var seconds: Double
    public var place: Place?
}

public struct BoundResult: Codable, Hashable, Sendable {
    public var subject: String
    public var most: Int
}

/// The conjunction that the design calls desynchronisation freedom.
public struct FreedomResult: Codable, Hashable, Sendable {
    public enum Verdict: String, Codable, Hashable, Sendable {
        case holds
        case fails
        case unknown
        case notAskedFor = "not asked for"
    }

    public var verdict: Verdict
    /// The parts that the document has no property for.
    public var missing: [String]
}

/// A message that arrives in a state that has no row for it.
public struct HoleResult: Codable, Hashable, Sendable {
    public var role: String
    public var state: String
    public var message: String
    /// In which combinations of readings; absent for all.
    public var when: String?
    /// Where the message is declared.
    public var place: Place?
}

/// A row that cannot be carried out in a reachable state.
public struct ModelErrorResult: Codable, Hashable, Sendable {
    public var profile: String
    public var text: String
    public var row: RowUse?
}

/// A row of the document.
public struct RowUse: Codable, Hashable, Sendable {
    public var name: String
    public var role: String
    /// The passage of the draft, as the document cites it.
    public var citation: String
    public var place: Place?
}

/// A finding of the prover.
public struct SecondOpinion: Codable, Hashable, Sendable {
    public var text: String
    /// Whether it is not as the explorer says.
    public var differs: Bool

    public init(text: String, differs: Bool) {
        self.text = text
        self.differs = differs
    }
}
