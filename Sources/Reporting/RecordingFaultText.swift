import Rehearsal

/// What is wrong with a recording, in words.
public enum RecordingFaultText {
    public static func text(_ fault: RecordingFault, in recording: Recording) -> String {
        let place = fault.step == 0 ? "before the first step" : "step \(fault.step)"
        switch fault.reason {
        case .altered: return "\(place): the digest is not that of what stands there; it was altered"
        case .differs(let operation, let field, let recorded, let found):
            return "\(place): \(name(operation)): the \(field) is recorded as \(recorded) and comes out as \(found)"
        case .refused(let operation, let refusal): return "\(place): \(name(operation)) is refused: \(refusal)"
        case .party(let party): return "\(place): \(party) is not as recorded after it"
        case .numbering: return "\(place): the steps are not numbered one by one"
        }
    }

    public static func text(_ reason: UnverifiableRecording) -> String {
        switch reason {
        case .randomisedSignatures(let suite):
            "suite \(suite) signs with ECDSA, whose signatures are randomised, so the bytes do not come again; suites 1 and 3 can be verified"
        case .format(let format): "format \(format); this version reads \(Recording.currentFormat)"
        case .refusedSetting(let refusal): "\(refusal)"
        }
    }

    private static func name(_ operation: Operation) -> String {
        String("\(operation)".prefix { $0.isLetter })
    }
}
