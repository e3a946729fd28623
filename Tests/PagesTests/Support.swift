import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel
import Rehearsal
import Testing

@testable import Pages

/// A document of Models or an example, with its lines.
struct Subject: Sendable, CustomTestStringConvertible {
    var name: String
    var model: ProtocolModel
    var lines: DocumentLines

    var testDescription: String { name }

    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Models")

    /// All documents of Models.
    static let all: [Subject] = {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.compactMap { name in
            (try? ModelDocument.read(file: directory.appendingPathComponent(name).path)).map { Subject(name, $0) }
        }
    }()

    static func example(_ text: String = ExampleModels.handshake) throws -> Subject {
        Subject("example.md", try ModelDocument.parse(Array(text.utf8), name: "example.md"))
    }

    init(_ name: String, _ document: ModelDocument) {
        self.name = name
        model = document.model
        lines = DocumentLines(name: name, lines: (1...document.source.lineCount).map { document.source.line($0) })
    }

    /// A random run; the same seed gives the same run.
    func run(_ profile: Int, seed: UInt64, steps most: Int) throws -> (Replay, Trace) {
        var walk = RandomWalk(seed: seed)
        let interpreter = Interpreter(model: model, profile: model.profiles[profile], readings: walk.readings(of: model))
        var state = try interpreter.initialState()
        var steps: [Step] = []
        while steps.count < most, let transition = try walk.step(interpreter, from: state) {
            steps.append(transition.step)
            state = transition.target
        }
        let trace = Trace(model: model, profile: model.profiles[profile], readings: interpreter.readings, steps: steps)
        return (try Replay(trace, in: model), trace)
    }
}
