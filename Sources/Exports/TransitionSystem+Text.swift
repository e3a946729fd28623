import ProtocolModel

/// What the languages have in common.
extension TransitionSystem {
    /// What the export is of, and how to read it.
    var headline: [String] {
        var result = [
            "\(Identifier.comment(model.title)), network profile \(Identifier.comment(profile.name)), exported by Lockstep from",
            "\(Identifier.comment(request.document)).",
        ]
        let readings = model.readingChoices.map { choice in
            let reading = model.readings[choice.reading]
            return "\(model.roles[choice.role].name).\(reading.name)=\(reading.options[request.readings.option(role: choice.role, reading: choice.reading)].name)"
        }
        if !readings.isEmpty { result.append("Readings: \(readings.map(Identifier.comment).joined(separator: ", ")).") }
        if let states = request.states { result.append("Lockstep's explorer finds \(states) reachable states, and so must this.") }
        result += [
            "",
            "Epochs and key packages have the names 1, 2, ... in the order in which the state mentions them, and numbers are counted from the",
            "smallest that is alive: so the states are finitely many, however often the parties update. One step is one row of the document,",
            "or something that the network does. A row's name stands above it, with its line in the document.",
        ]
        return result
    }

    /// The places of a message that a rule may be about: `nil` alone where it is about none.
    func places(of rule: Rule) -> [Int?] {
        guard rule.channel != nil else { return [nil] }
        let isOnlyFirst = profile.order == .fifo && !remembersStale && !rule.isLoss
        return isOnlyFirst ? [0] : (0..<sizes.places).map { $0 }
    }

    /// In a network with an order only the oldest message of each connection can be delivered.
    func isInLine(_ rule: Rule, _ place: Int) -> Term {
        guard let channel = rule.channel, profile.order == .fifo, !rule.isLoss, let stale = channels[channel].stale, place > 0 else {
            return .truth(true)
        }
        return .all([
            .negation(.column(channel: channel, place: .at(place), column: stale)), .column(channel: channel, place: .at(place - 1), column: stale),
        ])
    }
}

extension TransitionSystem.Node {
    subscript(attribute: Term.Attribute) -> Int {
        switch attribute {
        case .number: number
        case .parent: parent
        case .author: author
        case .keyPackage: keyPackage
        }
    }
}

extension Statement.Making {
    var isGroup: Bool {
        if case .group = self { true } else { false }
    }
}

extension Statement {
    /// The statement with the rule's place replaced.
    func at(_ place: Int) -> Statement {
        switch self {
        case .set(let variable, let term): .set(variable: variable, term.at(place))
        case .make(let index, .commit(let term), let author): .make(index, .commit(term.at(place)), author: author)
        case .make(let index, .group(let term), let author): .make(index, .group(term.at(place)), author: author)
        case .require(let term, let what): .require(term.at(place), what)
        case .branch(let test, let then, let otherwise): .branch(test.at(place), then.map { $0.at(place) }, otherwise.map { $0.at(place) })
        case .send(let channel, let columns): .send(channel: channel, columns.map { $0.at(place) })
        case .make, .remove, .cut, .setUnaware, .count: self
        }
    }
}
