import ModelDocument
import ProtocolModel
import Prover
import Reporting

/// What Z3 says of a document's rows, as diagnostics that point at them.
struct TableDiagnostics {
    let document: ModelDocument
    /// The longest time for one query, in milliseconds.
    let milliseconds: Int

    func findings() -> [Diagnostic] {
        let model = document.model
        let result = Result { () throws(ProverError) in try TableChecks.report(on: model, milliseconds: milliseconds) }
        switch result {
        case .failure(let error):
            return [Diagnostic(.note, "the rows were not examined with Z3: \(ProverText.text(error))", at: .none)]
        case .success(let report):
            let text = TableFindingText(model: model)
            var diagnostics = report.findings.map { diagnostic($0, text) }
            diagnostics += report.refuted.map {
                Diagnostic(
                    .warning, "Z3 finds that \(text.headline($0)), and the interpreter does not agree: this is a mistake in Lockstep",
                    at: place($0))
            }
            diagnostics += report.undecided.map { undecided in
                let role = model.roles[undecided.role]
                return Diagnostic(.note, text.text(undecided), at: undecided.rows.last.map { role.rows[$0].source } ?? role.source)
            }
            return diagnostics.enumerated().sorted { a, b in
                let (x, y) = (a.element.range, b.element.range)
                return (x.line, x.column, a.offset) < (y.line, y.column, b.offset)
            }.map(\.element)
        }
    }

    private func diagnostic(_ finding: TableFinding, _ text: TableFindingText) -> Diagnostic {
        var notes: [Diagnostic.Note] = []
        if let example = text.example(finding) { notes.append(Diagnostic.Note(example)) }
        let rows = document.model.roles[finding.role].rows
        switch finding.kind {
        case .overlap(let first, _), .sameTwice(let first, _):
            notes.append(Diagnostic.Note("'\(rows[first].name)' is here", range: rows[first].source))
        case .hole(let list) where list.count > 1:
            notes.append(Diagnostic.Note("the rows that answer it there are " + list.map { "'\(rows[$0].name)'" }.joined(separator: ", ")))
        default: break
        }
        let isMild = if case .sameTwice = finding.kind { true } else { false }
        return Diagnostic(isMild ? .note : .warning, text.headline(finding), at: place(finding), notes: notes)
    }

    /// The row to point at.
    private func place(_ finding: TableFinding) -> SourceRange {
        let role = document.model.roles[finding.role]
        switch finding.kind {
        case .overlap(_, let row), .sameTwice(_, let row), .dead(let row, _), .undefinedCondition(let row, _), .failingAction(let row, _, _):
            return role.rows[row].source
        case .hole(let rows): return rows.last.map { role.rows[$0].source } ?? role.source
        }
    }
}
