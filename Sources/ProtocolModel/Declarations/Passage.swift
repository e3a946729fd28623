/// A sentence of the draft and what the model makes of it.
public struct Passage: Hashable, Sendable {
    public enum Coverage: Hashable, Sendable {
        /// By the name of a row.
        case row(String)
        /// By the name of a reading.
        case reading(String)
        /// By the name of a property.
        case property(String)
        /// Not modelled, and why.
        case leftOut(reason: String)
    }

    public var quotation: String
    public var coverage: [Coverage]
    public var source: SourceRange

    public init(quotation: String, coverage: [Coverage], source: SourceRange = .none) {
        self.quotation = quotation
        self.coverage = coverage
        self.source = source
    }
}
