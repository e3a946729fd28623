/// A passage that can be read in more than one way.
public struct Reading: Hashable, Sendable {
    public struct Option: Hashable, Sendable {
        public var name: String
        public var meaning: String

        public init(name: String, meaning: String = "") {
            self.name = name
            self.meaning = meaning
        }
    }

    public var name: String
    public var options: [Option]
    public var passage: String
    public var source: SourceRange

    public init(name: String, options: [Option], passage: String = "", source: SourceRange = .none) {
        self.name = name
        self.options = options
        self.passage = passage
        self.source = source
    }
}

/// A reading as one role takes it. Each role chooses on its own, so that two implementations that both follow
/// the draft and read it differently are checked against each other.
public struct ReadingChoice: Hashable, Sendable {
    /// An index into `ProtocolModel.roles`.
    public var role: Int
    /// An index into `ProtocolModel.readings`.
    public var reading: Int

    public init(role: Int, reading: Int) {
        self.role = role
        self.reading = reading
    }
}
