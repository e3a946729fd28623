import ProtocolModel

extension Expression {
    /// Whether a property asks for what is in flight.
    var asksNetwork: Bool {
        contains {
            switch $0 {
            case .quiet, .inFlight: true
            default: false
            }
        }
    }
}
