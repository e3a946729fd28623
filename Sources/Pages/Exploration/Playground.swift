import Explorer
import Foundation
import ProtocolModel
import Reporting

/// What the page asks for while a protocol is played by hand. It keeps no run: each request brings its own, as a trace, and the interpreter
/// takes every step of it anew.
public struct Playground: Sendable {
    /// The most steps of a run that is played.
    public static let mostSteps = 1_000
    /// The most bytes of a request's body.
    public static let mostBytes = 4 << 20

    public let model: ProtocolModel
    let lines: DocumentLines
    /// Where a run begins.
    let start: Trace
    let act: Acting
    /// The readings that the counterexamples are restricted to.
    let fixed: [ReadingChoice: [Int]]

    /// - Parameters:
    ///   - profile: the index of the network profile that the page begins with.
    ///   - readings: the options to which readings are restricted; a run begins with the first of them.
    public init(
        _ model: ProtocolModel, _ lines: DocumentLines, profile: Int = 0, readings: [ReadingChoice: [Int]] = [:],
        act: Acting = Acting(mostSteps: 200)
    ) {
        self.model = model
        self.lines = lines
        self.act = act
        fixed = readings
        start = Trace(
            model: model, profile: model.profiles[profile], readings: ReadingAssignment(readings.compactMapValues(\.first)), steps: [])
    }

    /// What the page has from the beginning.
    struct Opening: Encodable {
        var document: DocumentView
        var settings: ExplorationSettings
        var start: Trace
        var mostSteps: Int
    }

    /// The page.
    public func page() throws -> Page {
        let opening = Opening(
            document: DocumentView(model, lines), settings: ExplorationSettings(model, lines), start: start, mostSteps: Self.mostSteps)
        return try Page(.explore, title: "\(model.title), played by hand", data: opening)
    }

    /// A run and its last state.
    struct Played: Encodable {
        var run: RunView
        var position: Position
    }

    /// Takes all steps of a trace.
    ///
    /// - Parameter body: the trace, JSON.
    func play(_ body: Data) throws(PlayError) -> Played {
        let (replay, trace) = try replay(body)
        return Played(run: RunView(replay, of: trace, titles: [], act: act), position: try position(replay, trace))
    }

    /// What can happen after all steps of a trace.
    func position(_ body: Data) throws(PlayError) -> Position {
        let (replay, trace) = try replay(body)
        return try position(replay, trace)
    }

    /// Whether the last state of a trace is one from which there is no way back, or what else a run shows of a property.
    struct Judged: Encodable {
        var property: String
        var isShown: Bool
        var reason: String
    }

    /// - Parameter name: that of the property.
    func judge(_ body: Data, _ name: String) throws(PlayError) -> Judged {
        let (replay, _) = try replay(body)
        guard let property = model.properties.first(where: { $0.name == name }) else {
            throw .badRequest("the model has no property '\(name)'")
        }
        switch Result(catching: { () throws(EvaluationError) in try replay.judge(property, searchLimit: 5_000) }) {
        case .success(.shown):
            var isStuck = false
            if case .recoverable = property.kind { isStuck = true }
            return Judged(
                property: name, isShown: true,
                reason: isStuck ? "deliveries and fair steps alone lead to no way back from here" : "the run shows a violation")
        case .success(.notShown(let why)): return Judged(property: name, isShown: false, reason: why)
        case .failure(let error): throw .badRequest(ErrorText.text(error, in: model))
        }
    }

    private func position(_ replay: Replay, _ trace: Trace) throws(PlayError) -> Position {
        let profile = model.profiles.firstIndex { $0.name == trace.profile } ?? 0
        return switch Result(catching: { () throws(EvaluationError) in try Position(replay, profile: profile) }) {
        case .success(let position): position
        case .failure(let error): throw .badRequest(ErrorText.text(error, in: model))
        }
    }

    private func replay(_ body: Data) throws(PlayError) -> (Replay, Trace) {
        var trace: Trace
        do {
            trace = try JSONDecoder().decode(Trace.self, from: body)
        } catch let error as DecodingError {
            throw .badRequest("not a trace: \(error.words)")
        } catch {
            throw .badRequest("not a trace")
        }
        guard trace.format == Trace.currentFormat else {
            throw .badRequest("a trace of format \(trace.format); this version reads \(Trace.currentFormat)")
        }
        guard trace.steps.count <= Self.mostSteps else {
            throw .badRequest("the run has \(trace.steps.count) steps; the most that can be played are \(Self.mostSteps)")
        }
        guard trace.title == model.title, trace.draft == model.draft, trace.revision == model.revision, trace.variant == model.variant else {
            throw .badRequest(
                "a run of another document: '\(trace.title)', \(trace.draft), \(trace.revision), \(trace.variant.rawValue); this is '\(model.title)', \(model.draft), \(model.revision), \(model.variant.rawValue)")
        }
        switch Result(catching: { () throws(TraceError) in try Replay(trace, in: model) }) {
        case .success(let replay):
            // A reading that is not named is taken in its first option; what is saved names them all.
            trace.readings = Trace(
                model: model, profile: replay.interpreter.profile, readings: replay.interpreter.readings, steps: []
            ).readings
            return (replay, trace)
        case .failure(let error): throw .badRequest(ErrorText.text(error, in: model))
        }
    }
}

extension DecodingError {
    /// What is wrong and where, without the machinery of the decoder.
    var words: String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the whole" : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        return switch self {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(place(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "this is no JSON" : "\(place(context.codingPath)) has an unknown value"
        @unknown default: "it cannot be read"
        }
    }
}
