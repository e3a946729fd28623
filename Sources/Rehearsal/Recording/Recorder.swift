import Foundation
import MLS
import ProtocolModel

/// Acts a trace out and writes the recording.
public struct Recorder: Sendable {
    public var cipherSuite: UInt16
    public var seed: UInt64
    public var withSecrets: Bool

    public init(cipherSuite: UInt16 = 1, seed: UInt64 = 1, withSecrets: Bool = false) {
        self.cipherSuite = cipherSuite
        self.seed = seed
        self.withSecrets = withSecrets
    }

    /// - Throws: `RehearsalError`, where the trace does not fit the model or the cryptography does not bear it out.
    public func record(_ trace: Trace, in model: ProtocolModel) throws(RehearsalError) -> Recording {
        switch Result(catching: { () throws(TraceError) in try Replay(trace, in: model) }) {
        case .success(let replay): return try record(replay, of: trace)
        case .failure(let error): throw .trace(error)
        }
    }

    /// - Parameter trace: what the replay is of.
    public func record(_ replay: Replay, of trace: Trace) throws(RehearsalError) -> Recording {
        var rehearsal = try Rehearsal(replay.interpreter, cipherSuite: cipherSuite, seed: seed)
        rehearsal.isExposing = withSecrets
        var recording = Recording(
            format: Recording.currentFormat, title: trace.title, draft: trace.draft, revision: trace.revision,
            variant: trace.variant, profile: trace.profile, readings: trace.readings, property: trace.property,
            outcome: trace.outcome, setting: rehearsal.system.setting, hasSecrets: withSecrets,
            start: try rehearsal.begin(), digest: "", steps: [])
        recording.digest = recording.headDigest
        var digest = recording.digest
        for (index, transition) in replay.transitions.enumerated() {
            let known = rehearsal.system.nonces.repetitions.count
            let operations = try rehearsal.take(transition)
            let repeated = Array(rehearsal.system.nonces.repetitions.dropFirst(known))
            var step = RecordedStep(
                number: index + 1, step: trace.steps[index], operations: operations,
                parties: parties(rehearsal), repeatedNonces: repeated.isEmpty ? nil : repeated, digest: "")
            digest = step.digest(after: digest)
            step.digest = digest
            recording.steps.append(step)
        }
        if let property = replay.model.properties.first(where: { $0.name == trace.property }), property.kind == .freshKeys,
            trace.outcome == .fails, rehearsal.system.nonces.repetitions.isEmpty
        {
            throw .disagreement(
                Disagreement(
                    step: recording.steps.count, party: nil, model: "a key is used from sequence number zero twice",
                    cryptography: "no nonce was used twice with one key"))
        }
        if trace.outcome == .fails, let property = replay.model.properties.first(where: { $0.name == trace.property }),
            !(try rehearsal.bears(property.kind))
        {
            throw .disagreement(
                Disagreement(
                    step: recording.steps.count, party: nil, model: "two parties hold different states of one number",
                    cryptography: "the states of each number have the same secrets"))
        }
        return recording
    }

    private func parties(_ rehearsal: Rehearsal) -> [RecordedParty] {
        let interpreter = rehearsal.interpreter
        return interpreter.instances.indices.map { index in
            let role = interpreter.model.roles[interpreter.instances[index].role]
            return rehearsal.system.recorded(index, state: role.states[rehearsal.state.parties[index].control].name)
        }
    }
}

extension ConcreteParty {
    func recorded(state: String) -> RecordedParty {
        RecordedParty(
            name: name, state: state, epochs: members.sorted { $0.key < $1.key }.map(\.value.view),
            sendingKey: sending?.name, sendingSequence: sending?.sequence,
            receivingKeys: receiving.sorted { $0.key < $1.key }.map(\.value))
    }
}

extension Recording {
    /// The digest of all but the steps.
    var headDigest: String {
        var head = self
        head.steps = []
        head.digest = ""
        return Self.digest(of: head, after: "")
    }

    fileprivate static func digest(of value: some Encodable, after: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding fails only for numbers that are not finite, and there are none.
        let json = (try? encoder.encode(value)) ?? Data()
        return Hexadecimal.text(HashAlgorithm.sha256.digest(Array(after.utf8) + Array(json)))
    }
}

extension RecordedStep {
    func digest(after: String) -> String {
        var copy = self
        copy.digest = ""
        return Recording.digest(of: copy, after: after)
    }
}
