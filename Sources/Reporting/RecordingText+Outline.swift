import ProtocolModel
import Rehearsal

extension RecordingText {
    /// The recording without the fields of messages: each step with what the parties did with their keys, and of every message that is sent its length and first
    /// bytes. Long values are cut off.
    public func outline() -> [String] {
        var lines: [String] = []
        if !recording.start.isEmpty { lines.append("before the first step") }
        lines += recording.start.flatMap(outline)
        for step in recording.steps {
            lines.append("\(step.number). \(headline(step.step))")
            lines += step.operations.flatMap(outline)
            for repeated in step.repeatedNonces ?? [] {
                lines.append("   !! the nonce \(repeated.nonce) has been used with this key of \(name(repeated.party)) before")
            }
        }
        return lines
    }

    private func outline(_ performed: Rehearsal.Performed) -> [String] {
        var lines = summary(performed).map { "   " + Self.shortened($0) }
        if case .send = performed.step.operation, let wire = performed.result.wire {
            lines.append("     \(wire.utf8.count / 2) bytes: \(wire.prefix(32))\(wire.utf8.count > 32 ? "…" : "")")
        }
        return lines
    }

    /// Of hexadecimal numbers of more than 16 bytes the first eight.
    private static func shortened(_ line: String) -> String {
        line.replacing(/[0-9a-f]{33,}/) { "\($0.output.prefix(16))…" }
    }
}
