import Foundation
import Testing

@testable import ModelDocument

@Test(.enabled(if: ProcessInfo.processInfo.environment["PROBE"] != nil)) func probe() {
    for file in (ProcessInfo.processInfo.environment["PROBE"] ?? "").split(separator: " ") {
        do {
            let d = try ModelDocument.read(file: String(file))
            print("OK", file, d.model.roles.map { $0.rows.count }, d.model.messages.map(\.name), d.model.properties.count, d.model.passages.count)
            for w in d.warnings { print(DiagnosticRenderer(colours: false).render(w, in: d.source)) }
            for w in Lint.findings(in: d) { print(DiagnosticRenderer(colours: false).render(w, in: d.source)) }
            for r in d.model.roles.indices { print(Grid(model: d.model, role: r).text()) }
            print(Grid(model: d.model, role: 0).markdown())
            if ProcessInfo.processInfo.environment["DUMP"] != nil { dump(d.model) }
        } catch let e {
            print("ERRORS", file, e.diagnostics.count)
            for w in e.diagnostics.prefix(30) { print(DiagnosticRenderer(colours: false).render(w, in: e.source)) }
        }
    }
}
