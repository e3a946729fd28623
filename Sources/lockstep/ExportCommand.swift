import ArgumentParser
import Foundation
import ModelDocument
import ProtocolModel

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Translate a model for other tools.",
        discussion: """
            smtlib: the transition system as constrained Horn clauses (SMT-LIB 2, logic HORN), for Z3, Golem, Eldarica and others. One predicate \
            over the variables of the document, a clause for each row and each thing that the network does, a query for each property: sat \
            says that it holds in every reachable state, for any number of epochs. Without --property, or with several, the \
            queries stand between push and pop, and the last one asks whether the channels of the translation are long enough; with one property there is its query \
            only, for solvers that want it so.

            promela, murphi, tla: the states and steps of one network profile in one combination of readings (--reading; others in their first \
            option), with its properties of states, for SPIN, Rumur and TLC. They find as many states as Lockstep's explorer.

            aut, dot: the graph of all states, where it is small, for CADP and mCRL2, and for Graphviz.

            Examples:
              lockstep export Models/mls-tls-repaired.md --to smtlib --profile connection -o mls-tls.smt2
              lockstep export Models/two-party-profile.md --to smtlib --property agreement --reading Initiator.resend=initial
              lockstep export Models/mls-tls-repaired.md --to promela --profile half-open -o mls-tls.pml
            """)

    @Argument(help: "A model document.")
    var model: String

    @Option(help: "The language: \(ExportTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
    var to: ExportTarget

    @Option(help: "The network profile; the document's first where none is named.")
    var profile: String?

    @Option(help: "Only this property (may be given several times).")
    var property: [String] = []

    @Option(help: "Fix a reading: Role.reading=option (may be given several times).")
    var reading: [String] = []

    @Option(help: "The most messages that a channel holds. smtlib: runs that need more are left out; elsewhere they end in an error.")
    var places: Int?

    @Option(help: "promela, murphi, tla: the most epochs and key packages that are referred to at one time.")
    var epochs: Int?

    @Option(help: "promela, murphi, tla: the largest epoch number, counted from the smallest that is alive.")
    var numbers: Int?

    @Option(help: "promela, murphi, tla: explore so many states at most to find these sizes out (2000000). aut, dot: the most states (10000).")
    var limit: Int?

    @Flag(help: "murphi: count in how many states each property is violated, with Rumur's 'cover', in place of stopping there.")
    var countViolations = false

    func validate() throws {
        if let places, places < 1 || places > 64 { throw ValidationError("--places must be from 1 to 64.") }
        if let epochs, epochs < 1 || epochs > 100 { throw ValidationError("--epochs must be from 1 to 100.") }
        if let numbers, numbers < 1 || numbers > 200 { throw ValidationError("--numbers must be from 1 to 200.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    @Option(name: [.short, .long], help: "Write into this file.")
    var output: String?

    func run() throws {
        guard let (file, document) = try Documents.read([model]).first else { return }
        let model = document.model
        if let profile, !model.profiles.contains(where: { $0.name == profile }) {
            Console.error("\(file): error: no profile '\(profile)'; it has \(model.profiles.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        for name in property where !model.properties.contains(where: { $0.name == name }) {
            Console.error("\(file): error: no property '\(name)'; it has \(model.properties.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        let text = try to.text(
            ExportTarget.Request(
                file: file, model: model, profile: profile.flatMap { name in model.profiles.first { $0.name == name } },
                properties: model.properties.filter { property.contains($0.name) },
                readings: try ReadingOptions.parse(reading, model, file), places: places, epochs: epochs,
                numbers: numbers, limit: limit, countsViolations: countViolations))
        guard let output else { return print(text, terminator: "") }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output))
        } catch {
            Console.error("lockstep: \(output): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
    }
}
