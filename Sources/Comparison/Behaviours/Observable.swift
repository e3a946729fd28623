/// What somebody sees who watches the parties of a protocol from outside: the interface between a party and its application, and the
/// wire at either end, with the records opened.
///
/// Observable is
/// * that a party takes a spontaneous step: the step's name and arguments,
/// * that a party receives a message: its name, its fields, from whom; or that a record arrives that it cannot open,
/// * that a party learns that its connection has gone; where both ends learn of it at once that is one event,
/// * with each of these what the party does about it: the messages that it sends, in order, with their fields and whether they travel in the
///   clear, and that it closes the connection.
///
/// Not observable are control states, variables, names of rows, which readings the parties take and which key seals a record: they
/// are a document's way of saying things. Nor is it observable that the network loses a message, since nobody sees that.
///
/// Epochs have no names that two documents share. A commit that is seen is told by what it has to do with the commits seen last, one of
/// each party: whether it is one of those, whether it was made in one, and by how much its number differs (from 2 on: more). Epoch
/// numbers are told by the same differences, key packages by whether they are the last that a party sent.
public struct Observable: Hashable, Sendable {
    public enum Stimulus: Hashable, Sendable {
        case event(party: String, event: String, arguments: [String])
        case receives(party: String, from: String, Sighting)
        case cannotOpen(party: String, from: String)
        /// Those who learn of it.
        case interrupted([String])
    }

    public struct Sent: Hashable, Sendable {
        public var from: String
        public var to: String
        public var message: Sighting
        /// `nil` where one of the documents protects nothing, so that it says nothing.
        public var isInTheClear: Bool?
    }

    public var stimulus: Stimulus
    public var sent: [Sent]
    /// The parties that close their connection.
    public var closes: [String]
}

/// A message as it is seen.
public struct Sighting: Hashable, Sendable {
    public var message: String
    /// Of the fields that both documents have.
    public var fields: [SeenValue]
}

/// The value of a field as it is seen.
public enum SeenValue: Hashable, Sendable {
    case none
    /// A value of a finite type, as the documents write it.
    case plain(String)
    /// A commit. The lists have an entry for each party.
    ///
    /// - `same`: whether it is the last that the party sent.
    /// - `madeIn`: whether it was made in that one.
    /// - `ahead`: by how much its number is larger, from -2 to 2; `nil` where no such commit is known.
    case epoch(same: [Bool], madeIn: [Bool], ahead: [Int?])
    case number(ahead: [Int?])
    /// Whether it is the last that the party sent.
    case keyPackage(same: [Bool])
}

extension Observable {
    /// The parties that the event is of.
    public var parties: [String] {
        switch stimulus {
        case .event(let party, _, _), .receives(let party, _, _), .cannotOpen(let party, _): [party]
        case .interrupted(let told): told
        }
    }

    /// The event without the values in it: differences of one kind are told once.
    struct Kind: Hashable {
        var stimulus: [String]
        var sent: [[String]]
        var closes: [String]
    }

    var kind: Kind {
        let stimulus: [String] =
            switch self.stimulus {
            case .event(let party, let event, let arguments): ["event", party, event] + arguments
            case .receives(let party, let from, let message): ["receives", party, from, message.message]
            case .cannotOpen(let party, let from): ["cannot open", party, from]
            case .interrupted(let told): ["interrupted"] + told
            }
        return Kind(
            stimulus: stimulus, sent: sent.map { [$0.from, $0.to, $0.message.message, $0.isInTheClear == true ? "clear" : ""] }, closes: closes)
    }

    /// The name of the message that arrives and is read.
    var arriving: String? {
        if case .receives(_, _, let message) = stimulus { message.message } else { nil }
    }

    /// What happened to whom, without what became of it: what another document may answer otherwise.
    var occasion: [String] {
        switch stimulus {
        case .event(let party, let event, _): ["event", party, event]
        // Whether a record can be opened is a part of the answer.
        case .receives(let party, let from, _), .cannotOpen(let party, let from): ["arrival", party, from]
        case .interrupted(let told): ["interrupted"] + told
        }
    }
}
