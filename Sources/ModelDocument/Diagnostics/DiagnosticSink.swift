import ProtocolModel

/// Collects diagnostics. So many are kept; of the others only the number is known.
struct DiagnosticSink: Sendable {
    static let most = 100

    private(set) var diagnostics: [Diagnostic] = []
    private(set) var omitted = 0
    private(set) var errorCount = 0

    mutating func error(
        _ message: String, at range: SourceRange, highlights: [SourceRange] = [], notes: [Diagnostic.Note] = [],
        fixIt: String? = nil
    ) {
        add(Diagnostic(.error, message, at: range, highlights: highlights, notes: notes, fixIt: fixIt))
    }

    mutating func warning(
        _ message: String, at range: SourceRange, notes: [Diagnostic.Note] = [], fixIt: String? = nil
    ) {
        add(Diagnostic(.warning, message, at: range, notes: notes, fixIt: fixIt))
    }

    mutating func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errorCount += 1 }
        if diagnostics.count < Self.most { diagnostics.append(diagnostic) } else { omitted += 1 }
    }

    /// All that was collected, in the order of the document.
    func sorted() -> [Diagnostic] {
        var result = diagnostics.enumerated().sorted { a, b in
            let (x, y) = (a.element.range, b.element.range)
            return (x.line, x.column, a.offset) < (y.line, y.column, b.offset)
        }.map(\.element)
        if omitted > 0, let last = result.last {
            result.append(Diagnostic(.note, "and \(omitted) more", at: last.range))
        }
        return result
    }
}
