import ProtocolModel

/// Explicit-state model checking: explores every reachable state of a model in a network profile, in every combination of readings.
public struct Explorer: Sendable {
    public let model: ProtocolModel
    public let limits: ExplorationLimits
    /// Readings that are fixed: by choice, the options that are explored. Others are explored in all their options.
    public let fixedReadings: [ReadingChoice: [Int]]
    /// Which runs are shown.
    public let ranking: RunRanking

    /// What an exploration of one combination of readings may use.
    public let resources: ExplorationResources

    public init(
        model: ProtocolModel, limits: ExplorationLimits = ExplorationLimits(), fixedReadings: [ReadingChoice: [Int]] = [:],
        ranking: RunRanking = .shortest, resources: ExplorationResources = ExplorationResources()
    ) {
        self.model = model
        self.limits = limits
        self.fixedReadings = fixedReadings
        self.resources = resources
        self.ranking = ranking
    }

    /// Explores a profile and judges the properties that the document asks for there.
    ///
    /// - Parameter progress: told how far the exploration is, now and then; returns `false` to end it.
    /// - Throws: `ExplorerError` where the model cannot be explored at all.
    public func check(
        profile: Int, progress: @escaping (ExplorationProgress) -> Bool = { _ in true }
    ) throws(ExplorerError) -> ExplorationReport {
        var judge = try ProfileJudge(self, profile: profile, progress: progress)
        return try judge.report()
    }
}

public enum ExplorerError: Error, Hashable, Sendable {
    case unsupported(UnsupportedModel)
    /// An initial value or a property could not be evaluated.
    case evaluation(EvaluationError)
}
