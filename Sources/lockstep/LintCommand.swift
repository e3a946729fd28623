import ArgumentParser
import Foundation
import ModelDocument

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Examine the tables without exploring: holes, overlaps, dead rows, wire structs.",
        discussion: """
            Z3 looks for rows that can both fire, for cases that no row of a state covers, for rows that never fire, and for actions that can \
            fail, with values for each. It knows the types, what epochs are, what the rows of a role keep true whatever its peers do, and the invariants \
            that the document claims; so no reachable case is left out, and an example may be one that no run reaches. The interpreter \
            has agreed with every example.

            Exit status 0 where the documents can be read, 2 where one cannot. With --strict a warning leads to status 1; a note never does.

            Examples:
              lockstep lint Models/mls-tls.md
              lockstep lint Models --strict
              lockstep lint draft.md --no-solver
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Flag(help: "Exit with status 1 if there is a warning.")
    var strict = false

    @Flag(inversion: .prefixedNo, help: "Ask Z3 about the conditions of rows.")
    var solver = true

    @Option(help: "The most milliseconds that Z3 spends on one question; what it does not answer is said to be unknown.")
    var queryTime = 2000

    func validate() throws {
        if queryTime < 1 { throw ValidationError("--query-time must be at least 1.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        let renderer = DiagnosticRenderer(colours: Console.usesColour)
        var warnings = 0
        var errors = 0
        for (file, document) in documents {
            let directory = URL(fileURLWithPath: file).deletingLastPathComponent()
            var diagnostics = document.warnings + Lint.findings(in: document)
            diagnostics += Lint.repairs(of: document) { FileManager.default.fileExists(atPath: directory.appendingPathComponent($0).path) }
            if solver { diagnostics += TableDiagnostics(document: document, milliseconds: queryTime).findings() }
            for diagnostic in diagnostics {
                print(renderer.render(diagnostic, in: document.source))
                switch diagnostic.severity {
                case .error: errors += 1
                case .warning: warnings += 1
                case .note: break
                }
            }
        }
        func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        print("\(count(documents.count, "document")), \(count(errors, "error")), \(count(warnings, "warning"))")
        if errors > 0 { throw ExitStatus.unusableInput }
        if strict, warnings > 0 { throw ExitStatus.verdictDiffers }
    }
}
