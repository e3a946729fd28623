import ArgumentParser
import Dispatch
import Explorer
import Foundation
import ModelDocument
import Pages
import ProtocolModel
import Reporting
import Synchronization

struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Play a protocol by hand in a browser.",
        discussion: """
            Serves a page, to this machine only, on which you choose one step after the other among those that the interpreter allows: \
            what the parties do, and what the network does to their messages. Go back and on, see which properties the run violates so \
            far, jump to a counterexample of the explorer, save the run for `lockstep replay` and load one. Ends with Ctrl-C.

            Examples:
              lockstep explore Models/mls-tls-2026-02.md
              lockstep explore Models/two-party-profile.md --profile connection --reading Responder.wait=kept --port 8080
            """)

    @Argument(help: "A model document.")
    var model: String

    @Option(help: "The network profile to begin with. (default: the first)")
    var profile: String?

    @Option(help: "Begin with a reading, and look for counterexamples in it only: Role.reading=option (may be given several times).")
    var reading: [String] = []

    @Option(help: "The port on 127.0.0.1; 0 for one that is free.")
    var port: UInt16 = 0

    @Option(help: "The most states to store in the search for counterexamples.")
    var maxStates = 20_000_000

    func validate() throws {
        if maxStates < 1 { throw ValidationError("--max-states must be at least 1.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files([model]))
        guard documents.count == 1, let (file, document) = documents.first else {
            Console.error("lockstep: \(model): name one document")
            throw ExitStatus.unusableInput
        }
        let names = document.model.profiles.map(\.name)
        guard let number = profile.map({ names.firstIndex(of: $0) }) ?? 0 else {
            Console.error("\(file): error: no profile '\(profile ?? "")'; it has \(names.joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        let playground = Playground(
            document.model, document.lines(file), profile: number, readings: try ReadingOptions.parse(reading, document.model, file))
        try serve(try ExplorationServer(playground, port: port, limits: ExplorationLimits(states: maxStates)), file)
    }

    /// Serves until Ctrl-C.
    private func serve(_ server: ExplorationServer, _ file: String) throws {
        let failure = Mutex<ExplorationServer.ListenError?>(nil)
        let ended = DispatchSemaphore(value: 0)
        let task = Task {
            do throws(ExplorationServer.ListenError) {
                try await server.run { address in
                    print("\(file) is played at\n\n  \(address)\n\nEnd with Ctrl-C.")
                    fflush(nil)
                }
            } catch {
                failure.withLock { $0 = error }
            }
            ended.signal()
        }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        ended.wait()
        for source in sources { source.cancel() }
        if let failure = failure.withLock({ $0 }) {
            Console.error("lockstep: 127.0.0.1:\(port): cannot be listened on: \(failure.message)")
            throw ExitStatus.unusableInput
        }
    }
}

extension ModelDocument {
    /// The lines of the document, for pages that quote them.
    ///
    /// - Parameter file: its name, as the page cites it.
    func lines(_ file: String) -> DocumentLines {
        DocumentLines(
            name: URL(fileURLWithPath: file).lastPathComponent, lines: source.lineCount > 0 ? (1...source.lineCount).map { source.line($0) } : [])
    }
}
