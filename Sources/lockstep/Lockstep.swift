import ArgumentParser
import Prover

@main
struct Lockstep: ParsableCommand {
    static let version = "0.1"

    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "Model checker for protocols built on MLS (RFC 9420).",
        discussion: """
            A protocol is written as transition tables in a Markdown document; Models/README.md describes the language. Lockstep \
            answers for every network that the document names: can the parties fall out of step and stay there? If so, it tells \
            the shortest story of how.

            Exit status: 0 every verdict is as the document expects; 1 a verdict differs; 2 unusable input; 3 no verdict within \
            the limits.

            Start with:
              lockstep check Models                      what holds, what fails, and the shortest story of how
              lockstep grid Models/mls-tls.md            who does what, and where the draft has holes
              lockstep report Models --output Reports    pages for people, with diagrams and the findings
              lockstep check Models --sarif check.sarif  results for code scanning
              lockstep --generate-completion-script bash
            """,
        version: "lockstep \(version) (Z3 \(solverVersion()))",
        subcommands: [
            Check.self, ReportCommand.self, LintCommand.self, GridCommand.self, ReplayCommand.self, ExploreCommand.self, RehearseCommand.self, SimulateCommand.self, VectorsCommand.self,
            ConformCommand.self, ExportCommand.self, VerifyCertificateCommand.self, DiffCommand.self, RegressCommand.self,
        ])

    /// Runs the command that the arguments name. What is wrong with the arguments is unusable input, too: status 2, where the library has 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.error(fullMessage(for: error))
            exit(withError: ExitStatus.unusableInput)
        }
    }
}
