import ProtocolModel

extension Property.Kind {
    /// What the property asks for, in one sentence.
    ///
    /// - Parameter statement: its statement as the document has it.
    func meaning(_ statement: String) -> String {
        switch self {
        case .agreement(let variable): "no two parties hold different epochs with one number in \(variable)"
        case .settledAgreement(let variable): "no two settled parties hold different epochs with one number in \(variable)"
        case .historyAgreement(let variable): "no two parties ever held different epochs of one group with one number in \(variable), be it at different times"
        case .drift(let variable, let most): "the epoch numbers of two parties in \(variable) differ by \(most) at most"
        case .freshKeys: "no sending key is used from sequence number zero twice"
        case .specified: "no message arrives for which no row can fire"
        case .decryptable: "no record arrives that its reader cannot open"
        case .recoverable: "from every reachable state, deliveries and fair steps alone can lead to: \(statement)"
        case .live: "in every fair run this holds again and again: \(statement)"
        case .leadsTo: "in every fair run: \(statement)"
        case .invariant: "in every reachable state: \(statement)"
        case .never: "in no reachable state: \(statement)"
        case .reachable: "some run reaches: \(statement)"
        }
    }
}

extension Property {
    /// What the property asks for, with its statement from the document.
    func meaning(_ lines: DocumentLines) -> String {
        kind.meaning(lines.cells(ofLine: source.line).first { $0.heading == "Statement" }?.text ?? "the statement of the document")
    }
}
