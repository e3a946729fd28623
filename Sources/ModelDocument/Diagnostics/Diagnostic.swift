import ProtocolModel

/// Something to be said about a place in a model document.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, Codable {
        case error
        case warning
        case note
    }

    /// A remark that belongs to a diagnostic: with a range it points at another place.
    public struct Note: Hashable, Sendable {
        public var message: String
        public var range: SourceRange?

        public init(_ message: String, range: SourceRange? = nil) {
            self.message = message
            self.range = range
        }
    }

    public var severity: Severity
    public var message: String
    public var range: SourceRange
    /// Further stretches of the same line that the message is about.
    public var highlights: [SourceRange]
    public var notes: [Note]
    /// What could stand in place of `range`.
    public var fixIt: String?

    public init(
        _ severity: Severity, _ message: String, at range: SourceRange, highlights: [SourceRange] = [],
        notes: [Note] = [], fixIt: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.range = range
        self.highlights = highlights
        self.notes = notes
        self.fixIt = fixIt
    }
}

/// Why a document could not be read: every diagnostic, one of severity error at least.
public struct DocumentErrors: Error, Hashable, Sendable {
    public let source: SourceText
    public let diagnostics: [Diagnostic]

    public init(source: SourceText, diagnostics: [Diagnostic]) {
        self.source = source
        self.diagnostics = diagnostics
    }
}
