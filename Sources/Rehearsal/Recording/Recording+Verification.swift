import ProtocolModel

/// A recording does not stand up to being taken through MLS again.
public struct RecordingFault: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The digest is not that of the step: something in it was altered.
        case altered
        /// An operation comes to something else than what was recorded; the first field that differs, what was recorded, what comes.
        case differs(operation: Operation, field: String, recorded: String, found: String)
        case refused(operation: Operation, Refusal)
        /// What the recording says of a party after the step is not so.
        case party(String)
        case numbering
    }

    /// From 1; 0 for what comes before the first step.
    public var step: Int
    public var reason: Reason
}

/// A recording that cannot be verified at all.
public enum UnverifiableRecording: Error, Hashable, Sendable {
    /// ECDSA signatures are randomised, so the bytes do not come again.
    case randomisedSignatures(cipherSuite: UInt16)
    case format(Int)
    case refusedSetting(Refusal)
}

/// What came of verifying a recording.
public enum RecordingVerdict: Hashable, Sendable {
    /// Every byte came again; so many steps and operations.
    case verified(steps: Int, operations: Int)
    case fault(RecordingFault)
}

extension Recording {
    /// Carries out every operation again, from the seed, and compares: messages to the byte, what opens and what does not, epochs,
    /// authenticators. The model is not needed.
    public func verify() throws(UnverifiableRecording) -> RecordingVerdict {
        guard format == Recording.currentFormat else { throw .format(format) }
        guard setting.cipherSuite == 1 || setting.cipherSuite == 3 else {
            throw .randomisedSignatures(cipherSuite: setting.cipherSuite)
        }
        var system: any RehearsalSystem
        switch Result(catching: { () throws(Refusal) in try setting.makeSystem() }) {
        case .success(let fresh): system = fresh
        case .failure(let refusal): throw .refusedSetting(refusal)
        }
        system.isExposing = hasSecrets
        let result = Result { () throws(RecordingFault) in try verify(&system) }
        switch result {
        case .success(let count): return .verified(steps: steps.count, operations: count)
        case .failure(let fault): return .fault(fault)
        }
    }

    private func verify(_ system: inout any RehearsalSystem) throws(RecordingFault) -> Int {
        guard digest == headDigest else { throw RecordingFault(step: 0, reason: .altered) }
        for performed in start { try verify(performed, 0, &system) }
        var count = start.count
        var last = digest
        for (index, step) in steps.enumerated() {
            guard step.number == index + 1 else { throw RecordingFault(step: index + 1, reason: .numbering) }
            guard step.digest == step.digest(after: last) else { throw RecordingFault(step: index + 1, reason: .altered) }
            last = step.digest
            for performed in step.operations { try verify(performed, index + 1, &system) }
            count += step.operations.count
            for (party, recorded) in step.parties.enumerated().prefix(setting.parties.count)
            where system.recorded(party, state: recorded.state) != recorded {
                throw RecordingFault(step: index + 1, reason: .party(setting.parties[party]))
            }
        }
        return count
    }

    private func verify(
        _ performed: Rehearsal.Performed, _ step: Int, _ system: inout any RehearsalSystem
    ) throws(RecordingFault) {
        let operation = performed.step.operation
        switch Result(catching: { () throws(Refusal) in try system.perform(performed.step) }) {
        case .success(let found):
            if found == performed.result { return }
            let (field, recorded, other) = performed.result.difference(from: found)
            throw RecordingFault(
                step: step, reason: .differs(operation: operation, field: field, recorded: recorded, found: other))
        case .failure(let refusal): throw RecordingFault(step: step, reason: .refused(operation: operation, refusal))
        }
    }
}

extension OperationResult {
    /// The first field that differs, and both values.
    fileprivate func difference(from other: OperationResult) -> (String, String, String) {
        for (mine, theirs) in zip(Mirror(reflecting: self).children, Mirror(reflecting: other).children) {
            let (a, b) = ("\(mine.value)", "\(theirs.value)")
            if a != b { return (mine.label ?? "", a, b) }
        }
        return ("", "", "")
    }
}
