/// A spontaneous step that a role may take: `update`, `resume`, `send data`.
public struct Event: Hashable, Sendable {
    public enum Fairness: String, Hashable, Sendable, Codable {
        /// A party that can take the step for ever takes it at some time.
        case fair
        /// A party may take the step or leave it.
        case optional
    }

    public var name: String
    public var parameters: [MessageField]
    public var fairness: Fairness
    public var source: SourceRange

    public init(name: String, parameters: [MessageField] = [], fairness: Fairness, source: SourceRange = .none) {
        self.name = name
        self.parameters = parameters
        self.fairness = fairness
        self.source = source
    }
}
