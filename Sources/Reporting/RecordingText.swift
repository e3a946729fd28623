import ProtocolModel
import Rehearsal

/// A recording for people to read: each step with what the parties did with real keys, every message field by field.
public struct RecordingText {
    let recording: Recording
    /// The numbers of the epochs by their names in the recording.
    private let numbers: [Int: UInt64]

    public init(_ recording: Recording) {
        self.recording = recording
        var numbers: [Int: UInt64] = [:]
        for performed in recording.start + recording.steps.flatMap(\.operations) {
            switch performed.step.operation {
            case .commit(let id, _), .apply(let id, _, _), .createGroup(let id, _), .beginTogether(let id), .enter(_, let id),
                .beginSendGroup(let id, _, _), .commitInSendGroup(let id, _, _):
                if let epoch = performed.result.epoch { numbers[id] = epoch.number }
            default: break
            }
        }
        self.numbers = numbers
    }

    private var isOriginal: Bool { recording.setting.cryptography == .draftBarnes }

    /// The whole recording.
    public func lines() -> [String] {
        var lines = [
            "\(recording.title), \(recording.variant.rawValue), \(recording.profile)",
            "  cipher suite \(recording.setting.cipherSuite), seed \(recording.setting.seed)",
        ]
        if !recording.start.isEmpty { lines.append("  before the first step") }
        lines += recording.start.flatMap { text($0).map { "     " + $0 } }
        for step in recording.steps {
            lines.append("  \(step.number). \(headline(step.step))")
            lines += step.operations.flatMap { text($0).map { "     " + $0 } }
            for party in step.parties {
                for epoch in party.epochs {
                    let group = party.epochs.count > 1 ? " of group \(epoch.groupID.prefix(8))…" : ""
                    lines.append("     \(party.name) is in \(party.state), epoch \(epoch.number)\(group), epoch authenticator \(epoch.epochAuthenticator)")
                }
            }
            for repeated in step.repeatedNonces ?? [] {
                lines.append("     !! the nonce \(repeated.nonce) has been used with this key of \(name(repeated.party)) before")
            }
        }
        return lines
    }

    func name(_ party: Int) -> String {
        recording.setting.parties.indices.contains(party) ? recording.setting.parties[party] : "?"
    }

    func headline(_ step: TraceStep) -> String {
        let row = step.row.map { " [\($0)]" } ?? ""
        switch step.kind {
        case .event: return "\(step.party ?? "?"): \(step.event ?? "?")\(row)"
        case .deliver:
            return "\(step.to ?? "?") receives a message\(step.stays == true ? ", a copy of which stays in flight" : "")\(row)"
        case .lose: return "the network loses a message to \(step.to ?? "?")"
        case .interrupt:
            let told = (step.told ?? []).map { $0.party + ($0.row.map { " [\($0)]" } ?? "") }
            return "the connection breaks: " + told.joined(separator: ", ")
        case .learn: return "\(step.party ?? "?") learns that its connection has gone\(row)"
        }
    }

    /// What was done, and under it the message.
    private func text(_ performed: Rehearsal.Performed) -> [String] {
        let summary = summary(performed)
        if case .send = performed.step.operation { return summary + fields(performed.result) + wire(performed.result) }
        return summary
    }

    /// What was done, without the fields and bytes of the message; empty where there is nothing to tell.
    public func summary(_ performed: Rehearsal.Performed) -> [String] {
        let who = name(performed.step.party)
        let result = performed.result
        switch performed.step.operation {
        case .makeKeyPackage: return ["\(who) makes a KeyPackage"]
        case .createGroup: return ["\(who) creates a group and makes the Commit that adds the other" + becoming(result)]
        case .commit: return ["\(who) makes \(isOriginal ? "an Update" : "a Commit")" + becoming(result)]
        case .apply:
            var lines = ["\(who) applies a change in another state than the one that it was made in" + becoming(result)]
            for case .refused(_, let reason) in result.acceptances ?? [] { lines.append("  its path does not fit: \(reason)") }
            return lines
        case .beginTogether: return ["all parties begin in one group" + becoming(result)]
        case .enter:
            switch result.entrance {
            case .merged: return ["\(who) applies its own \(isOriginal ? "Update" : "Commit")" + becoming(result)]
            case .processed:
                let opened = result.application.flatMap(Hexadecimal.bytes).map { ["  and opens what came after it: \(String(decoding: $0, as: UTF8.self))"] }
                return ["\(who) applies the \(isOriginal ? "Update" : "Commit")" + becoming(result)] + (opened ?? [])
            case .joined: return ["\(who) joins by the Welcome" + becoming(result)]
            case .stayed, nil: return []
            }
        case .leave: return ["\(who) deletes its group state"]
        case .setSendingKey(let key): return ["\(who) seals with \(text(key))"]
        case .setReceivingKey(let position, let key):
            return ["\(who) opens with \(text(key))" + (position > 0 ? " too" : "")]
        case .resetConnection: return ["\(who)'s connection has gone"]
        case .send(let id, let to, _, _, _, let arrives):
            let lost = arrives ? "" : ", which is lost"
            return ["\(who) sends message \(id) to \(name(to))\(lost): \(text(result))"]
        case .receive(let id):
            let how = result.reception.map { " (\($0.rawValue)\(sequence(result)))" } ?? ""
            var lines = ["\(who) receives message \(id)\(how)" + (result.message.map { ": \($0)" } ?? "")]
            lines += acceptances(result)
            return lines
        case .beginSendGroup(_, let members, let source):
            let others = members.isEmpty ? "alone in it" : "with " + members.map { name($0) }.joined(separator: ", ")
            return ["\(who) creates its send group, \(others)\(source == nil ? "" : ", the group identifier derived")" + becoming(result)]
        case .commitInSendGroup(_, _, let contents): return ["\(who) makes \(text(contents)) in its send group" + becoming(result)]
        case .exportPSK(let epoch): return ["\(who) keeps what \(numbers[epoch].map { "epoch \($0)" } ?? "an epoch") exports"]
        case .keepPSKs(let epochs):
            return ["\(who) deletes pre-shared keys of past epochs" + (epochs.isEmpty ? "" : ", all but \(epochs.count)")]
        case .giveUp: return ["\(who) gives up a Commit that waited"] + acceptances(result)
        case .keep: return []
        }
    }

    private func acceptances(_ result: OperationResult) -> [String] {
        (result.acceptances ?? []).map { acceptance in
            switch acceptance {
            case .accepted: "  MLS takes it"
            case .refused(_, let reason): "  MLS does not take it: \(reason)"
            }
        }
    }

    /// What kind of Commit it is, and what it is made of.
    private func text(_ contents: SendGroupCommit) -> String {
        let isPartial = !contents.preSharedKeys.isEmpty && contents.covered == nil && !contents.changesCredential && contents.added.isEmpty
        var parts = contents.preSharedKeys.map { "the pre-shared key of \(numbers[$0].map { "epoch \($0)" } ?? "an epoch") of another" }
        if contents.covered != nil { parts.append("an Update proposal") }
        if contents.changesCredential { parts.append("a new credential") }
        parts += contents.added.map { "\(name($0.party)) added by KeyPackage" }
        let kind = isPartial ? "a partial Commit" : parts.isEmpty ? "an empty Commit" : "a full Commit"
        return kind + (parts.isEmpty ? "" : " with " + parts.joined(separator: " and "))
    }

    private func becoming(_ result: OperationResult) -> String {
        result.epoch.map { ": epoch \($0.number), epoch authenticator \($0.epochAuthenticator)" } ?? ""
    }

    private func text(_ key: KeyName?) -> String {
        guard let key else { return "nothing" }
        let number = numbers[key.epoch].map { "epoch \($0)" } ?? "an epoch"
        return "the key of \(number)" + (key.generation == 0 ? "" : ", updated \(key.generation) times")
    }

    private func sequence(_ result: OperationResult) -> String {
        guard let key = result.key, let sequence = result.sequence else { return "" }
        return " with \(text(key)), record \(sequence)"
    }

    private func text(_ result: OperationResult) -> String {
        (result.message ?? "?") + (result.key == nil ? " in the clear" : " sealed\(sequence(result))")
    }

    private func fields(_ result: OperationResult) -> [String] {
        (result.fields ?? []).map { "  \($0.name) = \($0.value)" }
    }

    private func wire(_ result: OperationResult) -> [String] {
        result.wire.map { ["  on the wire, \($0.utf8.count / 2) bytes: \($0)"] } ?? []
    }
}
