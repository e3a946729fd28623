import ArgumentParser
import Foundation
import ModelDocument
import ProtocolModel
import Reporting

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Step through a saved trace with the interpreter.",
        discussion: """
            Takes every step of the trace again in the model as it is now, tells the story, and judges whether it still shows \
            what it was saved for. Exit status 0 if it does, 1 if it does not or a step can no longer be taken, 2 if the trace or the \
            model cannot be used.

            Example: lockstep replay fork.json --model Models/mls-tls.md
            """)

    @Argument(help: "A trace saved by `lockstep check --trace`.")
    var trace: String

    @Option(help: "The model document, or a directory in which the one with the trace's title, draft, revision and variant is.")
    var model = "Models"

    func run() throws {
        let saved = try load()
        let model = try findModel(for: saved)
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
            Console.error("\(trace): error: not a trace: \(describe(error))")
            throw ExitStatus.unusableInput
        }
    }

    private func describe(_ error: DecodingError) -> String {
        func path(_ keys: [any CodingKey]) -> String {
            keys.isEmpty ? "the document" : keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "'\(key.stringValue)' is missing in \(path(context.codingPath))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return "\(path(context.codingPath)): \(context.debugDescription)"
        @unknown default: return "it cannot be decoded"
        }
    }

    private func findModel(for saved: Trace) throws -> ProtocolModel {
        let documents = try Documents.read(try Documents.files([model]))
        if documents.count == 1 { return documents[0].document.model }
        let fitting = documents.map(\.document.model).filter {
            $0.title == saved.title && $0.draft == saved.draft && $0.revision == saved.revision && $0.variant == saved.variant
        }
        guard let found = fitting.first else {
            Console.error(
                "lockstep: \(model) has no document with the title '\(saved.title)', draft '\(saved.draft)', revision '\(saved.revision)', variant '\(saved.variant.rawValue)'; name one with --model")
            throw ExitStatus.unusableInput
        }
        return found
    }
}
