import ArgumentParser
import ModelDocument

struct GridCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grid",
        abstract: "Print the state-by-event grid of each role.",
        discussion: """
            States across, events down, in the manner of RFC 1661 section 4.1. Every cell names the rows that answer and the next state; an \
            empty cell is a hole in the tables and is marked as one.

            Examples:
              lockstep grid Models/mls-tls.md
              lockstep grid Models/mls-tls.md --role Responder --markdown
            """)

    @Argument(help: "A model document.")
    var model: String

    @Option(help: "Only this role.")
    var role: String?

    @Flag(help: "As Markdown tables.")
    var markdown = false

    func run() throws {
        let documents = try Documents.read(try Documents.files([model]))
        for (file, document) in documents {
            let model = document.model
            if let role, !model.roles.contains(where: { $0.name == role }) {
                Console.error("\(file): error: no role '\(role)'; it has \(model.roles.map(\.name).joined(separator: ", "))")
                throw ExitStatus.unusableInput
            }
            for index in model.roles.indices where role == nil || model.roles[index].name == role {
                let grid = Grid(model: model, role: index)
                print(markdown ? "### \(model.roles[index].name)\n" : "\(model.roles[index].name)\n")
                print(markdown ? grid.markdown() : grid.text())
                print("")
            }
        }
    }
}
