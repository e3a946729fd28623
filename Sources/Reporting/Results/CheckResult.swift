/// What a run of `lockstep check` found, for machines: what its JSON, SARIF, JUnit and ITF outputs are made from.
///
/// As JSON it follows check.schema.json beside this folder.
public struct CheckResult: Codable, Hashable, Sendable {
    /// The version of this format.
    public static let currentFormat = 1

    public struct Tool: Codable, Hashable, Sendable {
        public var name: String
        public var version: String
    }

    public var format: Int
    public var tool: Tool
    public var conclusion: Conclusion
    public var documents: [DocumentResult]

    /// - Parameter version: that of Lockstep.
    public init(version: String, documents: [DocumentResult]) {
        format = Self.currentFormat
        tool = Tool(name: "Lockstep", version: version)
        conclusion = documents.map(\.conclusion).max() ?? .asExpected
        self.documents = documents
    }
}

/// How verdicts compare with what their document expects, the worst last.
public enum Conclusion: String, Codable, Hashable, Sendable, Comparable, CaseIterable {
    case asExpected = "as expected"
    /// Not every verdict was reached within the limits.
    case undecided
    case differs

    public static func < (a: Conclusion, b: Conclusion) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}
