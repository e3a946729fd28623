import ProtocolModel
import Reporting

/// What a run says of a property so far.
public struct PropertyState: Hashable, Sendable, Codable {
    public enum Status: String, Hashable, Sendable, Codable {
        /// The run shows that the property fails.
        case violated
        /// It does not, so far.
        case kept
        /// The run reaches what a `reachable` property asks for.
        case reached
        /// It does not, so far.
        case open
        /// The property speaks of how runs can go on; see `Judgement`.
        case ofRuns = "of runs"
    }

    public var name: String
    public var status: Status
    /// Why, in a few words.
    public var reason: String?

    /// Judges what can be judged by looking at the run.
    init(_ property: Property, of replay: Replay) throws(EvaluationError) {
        name = property.name
        switch property.kind {
        case .recoverable, .live, .leadsTo:
            status = .ofRuns
            return
        default: break
        }
        var isReachable = false
        if case .reachable = property.kind { isReachable = true }
        switch try replay.judge(property) {
        case .shown: status = isReachable ? .reached : .violated
        case .notShown(let why):
            status = isReachable ? .open : .kept
            reason = why
        }
    }
}
