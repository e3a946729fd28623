import Conformance
import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel
import Rehearsal

/// A profile of a document in Models.
struct Subject: Sendable, CustomStringConvertible {
    var document: String
    var model: ProtocolModel
    var profile: NetworkProfile

    var description: String { "\(document), \(profile.name)" }

    static let all: [Subject] = {
        let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Models")
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.flatMap { name -> [Subject] in
            guard let model = try? ModelDocument.read(file: directory.appendingPathComponent(name).path).model else { return [] }
            return model.profiles.map { Subject(document: name, model: model, profile: $0) }
        }
    }()

    static func example(_ profile: String) throws -> Subject {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        guard let found = model.profiles.first(where: { $0.name == profile }) else { throw Missing() }
        return Subject(document: "example", model: model, profile: found)
    }

    struct Missing: Error {}
}

/// A random run and its log.
struct Run {
    var subject: Subject
    var interpreter: Interpreter
    var steps: [Step] = []
    var log: [LogEvent] = []

    init(_ subject: Subject, seed: UInt64, steps most: Int) throws {
        self.subject = subject
        var walk = RandomWalk(seed: seed)
        interpreter = Interpreter(model: subject.model, profile: subject.profile, readings: walk.readings(of: subject.model))
        var state = try interpreter.initialState()
        let group = Matching(subject.model)
        while steps.count < most, let transition = try walk.step(interpreter, from: state) {
            steps.append(transition.step)
            log += ConformanceLog.events(of: transition, from: state, in: interpreter) { group.authenticator($0, $1) }
            state = transition.target
        }
    }

    var fixed: [ReadingChoice: [Int]] { interpreter.readings.options.mapValues { [$0] } }
}

/// How the tests name epochs.
struct Matching {
    let model: ProtocolModel

    init(_ model: ProtocolModel) { self.model = model }

    func node(_ party: Int, _ state: GlobalState) -> Node? {
        guard let group = model.groupVariable(ofRole: model.instances[party].role),
            case .epoch(let node) = state.parties[party].variables[group]
        else { return nil }
        return node
    }

    func authenticator(_ party: Int, _ state: GlobalState) -> String? { node(party, state).map { "a\($0.index)" } }
}

enum Verdict: Equatable {
    case allowed
    /// By the number of the line.
    case refused(Int)
    case undecided(Int)
}

func verdict(
    on log: [LogEvent], _ subject: Subject, _ options: Validator.Options = Validator.Options()
) throws -> (verdict: Verdict, validator: Validator) {
    var validator = try Validator(subject.model, subject.profile, options)
    for (index, event) in log.enumerated() {
        switch try validator.take(LogReader.Line(number: index + 1, event: event)) {
        case .allowed: break
        case .refused: return (.refused(index + 1), validator)
        case .undecided: return (.undecided(index + 1), validator)
        }
    }
    return (.allowed, validator)
}

/// Random numbers with a seed.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
