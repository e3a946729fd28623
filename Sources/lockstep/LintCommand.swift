import ArgumentParser
import ModelDocument

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Examine the tables without exploring: holes, overlaps, dead rows, wire structs.",
        discussion: """
            Exit status 0 where the documents can be read, 2 where one cannot. With --strict a warning counts as an error.
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Flag(help: "Exit with status 1 if there is a warning.")
    var strict = false

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        let renderer = DiagnosticRenderer(colours: Console.usesColour)
        var warnings = 0
        var errors = 0
        for (_, document) in documents {
            for diagnostic in document.warnings + Lint.findings(in: document) {
                print(renderer.render(diagnostic, in: document.source))
                if diagnostic.severity == .error { errors += 1 } else { warnings += 1 }
            }
        }
        print("\(documents.count) documents, \(errors) errors, \(warnings) warnings")
        if errors > 0 { throw ExitStatus.unusableInput }
        if strict, warnings > 0 { throw ExitStatus.verdictDiffers }
    }
}
