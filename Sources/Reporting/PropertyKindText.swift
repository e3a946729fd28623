import ProtocolModel

/// The kinds of properties as the documents write them.
public enum PropertyKindText {
    public static func name(_ kind: Property.Kind) -> String {
        switch kind {
        case .agreement: "agreement"
        case .settledAgreement: "settled agreement"
        case .historyAgreement: "history agreement"
        case .drift: "drift"
        case .freshKeys: "fresh keys"
        case .specified: "specified"
        case .decryptable: "decryptable"
        case .recoverable: "recoverable"
        case .live: "live"
        case .invariant: "invariant"
        case .never: "never"
        case .reachable: "reachable"
        case .leadsTo: "leads to"
        }
    }

    /// Every kind, with what a property of it asks for.
    public static let all: [(name: String, meaning: String)] = [
        ("agreement", "No two parties hold different epochs with one number."),
        ("settled agreement", "No two parties that both consider themselves settled hold different epochs with one number."),
        ("history agreement", "No two parties ever held different epochs of one group with one number, be it at different times."),
        ("drift", "The epoch numbers of two parties differ by no more than the document allows."),
        ("fresh keys", "No sending key is used from sequence number zero twice, which would repeat nonces."),
        ("specified", "No message arrives for which no row of the tables can fire."),
        ("decryptable", "No record arrives that its reader cannot open."),
        ("recoverable", "From every reachable state deliveries and fair steps alone can lead back to the condition."),
        ("live", "In every fair run the condition holds again and again."),
        ("invariant", "The condition holds in every reachable state."),
        ("never", "The condition holds in no reachable state."),
        ("reachable", "Some run reaches the condition."),
        ("leads to", "In every fair run the first condition is followed by the second."),
    ]

    /// The kinds whose conjunction is desynchronisation freedom.
    static let partsOfFreedom = [
        "agreement", "settled agreement", "history agreement", "specified", "decryptable", "recoverable", "live",
    ]
}
