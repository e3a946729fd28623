/// A named enumeration of the document.
public struct Enumeration: Hashable, Sendable {
    public var name: String
    public var cases: [String]
    public var source: SourceRange

    public init(name: String, cases: [String], source: SourceRange = .none) {
        self.name = name
        self.cases = cases
        self.source = source
    }
}
