import ProtocolModel

/// What a well-formed model probably did not mean.
public enum Lint {
    /// The findings, in the order of the document. All of them are warnings.
    public static func findings(in document: ModelDocument) -> [Diagnostic] {
        let model = document.model
        let flow = MessageFlow(model)
        var findings = holes(model, flow) + overlaps(model) + idleStates(model)
        findings += idleMessages(model, flow) + idleEvents(model) + unreadVariables(model)
        findings += readings(model) + uncited(model)
        findings += document.unusedDefinitions.map {
            Diagnostic(.warning, "the definition '\($0.name)' is not used", at: $0.range)
        }
        return findings.enumerated().sorted { a, b in
            let (x, y) = (a.element.range, b.element.range)
            return (x.line, x.column, a.offset) < (y.line, y.column, b.offset)
        }.map(\.element)
    }

    static func warning(_ message: String, at range: SourceRange, notes: [Diagnostic.Note] = []) -> Diagnostic {
        Diagnostic(.warning, message, at: range, notes: notes)
    }

    static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}
