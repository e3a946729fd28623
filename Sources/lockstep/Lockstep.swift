import ArgumentParser
import Prover

@main
struct Lockstep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lockstep",
        abstract: "Model checker for protocols built on MLS (RFC 9420).",
        discussion: """
            A protocol is written as transition tables in a Markdown document; Models/README.md describes the language. Lockstep \
            answers for every network that the document names: can the parties fall out of step and stay there? If so, it tells \
            the shortest story of how.

            Exit status: 0 every verdict is as the document expects; 1 a verdict differs; 2 unusable input; 3 no verdict within \
            the limits.

            Start with: lockstep check Models
            """,
        version: "lockstep 0.1 (Z3 \(solverVersion()))",
        subcommands: [
            Check.self, LintCommand.self, GridCommand.self, ReplayCommand.self, RehearseCommand.self, VectorsCommand.self,
            ConformCommand.self, SimulateCommand.self, ExportCommand.self, VerifyCertificateCommand.self,
        ])
}
