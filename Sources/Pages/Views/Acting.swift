import ProtocolModel
import Rehearsal
import Reporting

/// Whether runs are acted out with real MLS messages and keys for the page, and how.
public struct Acting: Hashable, Sendable {
    /// The MLS cipher suite (RFC 9420 section 17.1); `nil`: runs are not acted out.
    public var cipherSuite: UInt16?
    /// The seed of all keys.
    public var seed: UInt64
    /// The most steps of a run that is acted out.
    public var mostSteps: Int

    public init(cipherSuite: UInt16? = 1, seed: UInt64 = 1, mostSteps: Int = .max) {
        self.cipherSuite = cipherSuite
        self.seed = seed
        self.mostSteps = mostSteps
    }

    /// Runs are shown as the model has them.
    public static let none = Acting(cipherSuite: nil)

    struct Performance {
        var recording: Recording?
        /// How it went, or why there is no recording.
        var note: String?
    }

    func perform(_ replay: Replay, _ trace: Trace) -> Performance {
        guard let cipherSuite else { return Performance() }
        if replay.transitions.count > mostSteps {
            return Performance(note: "Not acted out with real keys: the run has more than \(mostSteps) steps.")
        }
        switch Result(catching: { () throws(RehearsalError) in
            try Recorder(cipherSuite: cipherSuite, seed: seed).record(replay, of: trace)
        }) {
        case .success(let recording):
            return Performance(
                recording: recording,
                note: "Acted out with real keys (cipher suite \(cipherSuite), seed \(seed)): model and cryptography agree in every step.")
        case .failure(let error):
            return Performance(note: "Not acted out with real keys: \(RehearsalText.text(error, in: replay.model)).")
        }
    }
}
