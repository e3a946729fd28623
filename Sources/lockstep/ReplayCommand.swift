import ArgumentParser
import Foundation
import ModelDocument
import Pages
import ProtocolModel
import Rehearsal
import Reporting

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Step through a saved trace with the interpreter.",
        discussion: """
            Takes every step of the trace again in the model as it is now, tells the story, and judges whether it still shows \
            what it was saved for. Exit status 0 if it does, 1 if it does not or a step can no longer be taken, 2 if the trace or the \
            model cannot be used.

            With --rehearse the run is acted out with real MLS messages, keys and records as well; --record writes that down as JSON, \
            --pcapng as a capture that Wireshark opens. A recording can be verified without the model: --recording.

            Examples:
              lockstep replay fork.json --model Models/mls-tls.md
              lockstep replay fork.json --rehearse --record fork.recording.json --pcapng fork.pcapng
              lockstep replay fork.json --html fork.html
              lockstep replay --recording fork.recording.json
            """)

    @Argument(help: "A trace saved by `lockstep check --trace`.")
    var trace: String = ""

    @Flag(help: "Act the run out with real MLS messages, keys and records.")
    var rehearse = false

    @Option(help: "Write the recording of the rehearsal, JSON, into this file.")
    var record: String?

    @Option(help: "Write the messages of the rehearsal into this file as a packet capture (pcapng).")
    var pcapng: String?

    @Option(help: "Write the run, step by step and acted out with real keys, as one HTML file.")
    var html: String?

    @Flag(help: "Record the secrets, too.")
    var withSecrets = false

    @Option(help: "The seed of all keys: the same seed gives the same bytes (suites 1 and 3).")
    var seed: UInt64 = 1

    @Option(help: "The MLS cipher suite: 1, 2, 3, 5 or 7.")
    var suite: UInt16 = 1

    @Option(help: "Verify this recording, without a trace or a model.")
    var recording: String?

    @Flag(help: "Tell all of the recording: every message field by field.")
    var verbose = false

    @Option(help: "The model document, or a directory in which the one with the trace's title, draft, revision and variant is.")
    var model = "Models"

    func validate() throws {
        if trace.isEmpty == (recording == nil) { throw ValidationError("Name a trace, or a recording with --recording.") }
    }

    func run() throws {
        if let recording { return try RecordingFile(path: recording).verify(verbose: verbose) }
        let saved = try load()
        let (file, document) = try findDocument(for: saved)
        let model = document.model
        let replay: Replay
        do {
            replay = try Replay(saved, in: model)
        } catch {
            Console.error("\(trace): \(ErrorText.text(error, in: model))")
            switch error.reason {
            case .impossible, .evaluation: throw ExitStatus.verdictDiffers
            case .missing, .unknown: throw ExitStatus.unusableInput
            }
        }
        let property = saved.property.flatMap { name in model.properties.first { $0.name == name } }
        let title = "\(saved.title), \(saved.variant.rawValue), \(saved.profile)"
        print(StoryText.render(saved, in: model, titles: [title], reasons: []))
        if rehearse || record != nil || pcapng != nil { try actOut(replay, saved) }
        if let html {
            var page = TracePage(path: html)
            page.add([saved], document, file, act: Acting(cipherSuite: suite, seed: seed))
            try page.write()
        }
        guard let property else {
            if let name = saved.property {
                Console.error("\(trace): the model has no property '\(name)'")
                throw ExitStatus.unusableInput
            }
            return
        }
        let judgement: Judgement
        do {
            judgement = try replay.judge(property)
        } catch {
            Console.error("\(trace): \(ErrorText.text(error, in: model))")
            throw ExitStatus.unusableInput
        }
        switch judgement {
        case .shown:
            print("\nThe run shows it: \(property.name) \(saved.outcome == .holds ? "is reached" : "is violated").")
        case .notShown(let why):
            print("\nThe run does not show a violation of \(property.name): \(why).")
            throw ExitStatus.verdictDiffers
        }
    }

    private func actOut(_ replay: Replay, _ saved: Trace) throws {
        let recorder = Recorder(cipherSuite: suite, seed: seed, withSecrets: withSecrets)
        switch Result(catching: { () throws(RehearsalError) in try recorder.record(replay, of: saved) }) {
        case .success(let recording):
            print("\nActed out with real keys (suite \(suite), seed \(seed)): model and cryptography agree in every step.")
            if verbose { print(RecordingText(recording).lines().joined(separator: "\n")) }
            if let record { try RecordingFile(path: record).write(recording) }
            if let pcapng { try RecordingFile(path: pcapng).write(recording.pcapng()) }
        case .failure(let error):
            Console.error("\(trace): \(RehearsalText.text(error, in: replay.model))")
            if case .disagreement = error { throw ExitStatus.verdictDiffers }
            throw ExitStatus.unusableInput
        }
    }

    private func load() throws -> Trace {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: trace),
            let size = attributes[.size] as? Int
        else {
            Console.error("lockstep: \(trace): no such file")
            throw ExitStatus.unusableInput
        }
        guard size <= 64 << 20, let data = FileManager.default.contents(atPath: trace) else {
            Console.error("lockstep: \(trace): cannot be read, or is larger than 64 MiB")
            throw ExitStatus.unusableInput
        }
        do {
            let saved = try JSONDecoder().decode(Trace.self, from: data)
            guard saved.format == Trace.currentFormat else {
                Console.error("\(trace): error: format \(saved.format); this version reads \(Trace.currentFormat)")
                throw ExitStatus.unusableInput
            }
            return saved
        } catch let error as DecodingError {
            Console.error("\(trace): error: not a trace: \(error.place)")
            throw ExitStatus.unusableInput
        }
    }

    private func findDocument(for saved: Trace) throws -> (file: String, document: ModelDocument) {
        let documents = try Documents.read(try Documents.files([model]))
        if documents.count == 1 { return documents[0] }
        let fitting = documents.first {
            let model = $0.document.model
            return model.title == saved.title && model.draft == saved.draft && model.revision == saved.revision && model.variant == saved.variant
        }
        guard let found = fitting else {
            Console.error(
                "lockstep: \(model) has no document with the title '\(saved.title)', draft '\(saved.draft)', revision '\(saved.revision)', variant '\(saved.variant.rawValue)'; name one with --model")
            throw ExitStatus.unusableInput
        }
        return found
    }
}
