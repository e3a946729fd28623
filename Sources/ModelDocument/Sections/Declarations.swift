import ProtocolModel

/// Types, events, readings and networks.
extension Workspace {
    func readTypes(_ section: Section) {
        for record in section.tables.flatMap({ records($0, ["Type", "Values", "Meaning"]) }) {
            let cell = record["Type"]
            guard let name = declared(cell, "type"), isFree(name, at: cell.range) else { continue }
            let values = record["Values"]
            if values.isEmpty {
                error("a type has values", at: values.range)
            } else if let first = values.bytes.first, Ascii.isDigit(first) {
                types[name] = type(of: values)
            } else {
                let cases = values.split(at: UInt8(ascii: ","))
                let names = cases.compactMap { declared($0, "case") }
                if names.count == cases.count {
                    add(enumeration: name, cases: names, at: cases.map(\.range), source: cell.range)
                }
            }
        }
    }

    func readMessages(_ section: Section) {
        let blocks = section.code.filter { $0.info == "tls" }
        if blocks.isEmpty {
            let near = section.code.first { $0.info.lowercased() == "tls" || $0.info.isEmpty }
            error(
                "the messages stand in a code block marked 'tls'",
                at: near.map { source.range(ofLine: $0.fence) } ?? section.heading.range)
        }
        for table in section.tables {
            error("messages are declared in code blocks marked 'tls'", at: table.header.first?.range ?? section.heading.range)
        }
        declare(
            wire: blocks.flatMap { block in
                WireParser(source: source, lines: block.lines) { self.error($0.message, at: $0.range, fixIt: $0.fixIt) }
                    .declarations
            })
    }

    func readEvents(_ section: Section) {
        for record in section.tables.flatMap({ records($0, ["Event", "Fairness", "Meaning"]) }) {
            let fairness = choice(record["Fairness"], [("fair", Event.Fairness.fair), ("optional", .optional)])
            guard let (name, parameters) = eventHead(record["Event"]), let fairness else { continue }
            if events[name] != nil {
                error("the event '\(name)' is declared twice", at: record["Event"].range)
                continue
            }
            if ["any message", "interrupted", "undecryptable", "interruption", "loss", "duplication"].contains(name)
                || messages[name] != nil
            {
                error("'\(name)' already has a meaning", at: record["Event"].range)
                continue
            }
            guard hasRoom(model.events.count, 200, "events", at: record["Event"].range) else { return }
            events[name] = model.events.count
            model.events.append(Event(name: name, parameters: parameters, fairness: fairness, source: record["Event"].range))
        }
    }

    private func eventHead(_ cell: Cell) -> (String, [MessageField])? {
        let bytes = cell.bytes
        guard let bracket = bytes.firstIndex(of: UInt8(ascii: "(")) else {
            return freeName(cell, "event").map { ($0, []) }
        }
        guard let name = freeName(cell.part(0..<bracket), "event") else { return nil }
        let rest = cell.part(bracket..<bytes.count)
        let parameters = syntax { () throws(SyntaxError) -> [MessageField]? in
            var tokens = try TokenStream(rest)
            try tokens.expect("(")
            var fields: [MessageField] = []
            var isGood = true
            repeat {
                let (name, place) = try tokens.name("a parameter")
                try tokens.expect(":")
                let start = tokens.current.range
                guard let type = try self.type(from: &tokens), self.isFinite(type, at: start, "a parameter") else {
                    isGood = false
                    continue
                }
                if fields.contains(where: { $0.name == name }) || Self.keywords.contains(name) {
                    self.error("the parameter cannot be called '\(name)'", at: place)
                }
                fields.append(MessageField(name: name, type: type))
            } while tokens.take(",") != nil
            try tokens.expect(")")
            try tokens.expectEnd()
            return isGood ? fields : nil
        }
        return parameters.flatMap { $0 }.map { (name, $0) }
    }

    /// A name that may have several words.
    func freeName(_ cell: Cell, _ what: String) -> String? {
        guard !cell.isEmpty else {
            lose()
            error("the \(what) has no name", at: cell.range)
            return nil
        }
        guard cell.bytes.allSatisfy({ Ascii.isWord($0) || Ascii.isBlank($0) || $0 == Ascii.hyphen || $0 == UInt8(ascii: "'") })
        else {
            lose()
            error("the name of a \(what) consists of words of letters, digits, '_' and '-'", at: cell.range)
            return nil
        }
        return cell.name
    }

    func readReadings(_ section: Section) {
        var current: Int?
        for record in section.tables.flatMap({ records($0, ["Reading", "Option", "Meaning", "Passage"]) }) {
            let cell = record["Reading"]
            if !cell.isEmpty {
                guard let name = declared(cell, "reading") else {
                    current = nil
                    continue
                }
                current = readings[name]
                if current == nil {
                    guard hasRoom(model.readings.count, 60, "readings", at: cell.range) else { return }
                    current = model.readings.count
                    readings[name] = model.readings.count
                    if record["Passage"].isEmpty {
                        error("the first line of a reading cites the passage in doubt", at: record["Passage"].range)
                    }
                    model.readings.append(
                        Reading(name: name, options: [], passage: record["Passage"].prose, source: cell.range))
                }
            }
            guard let current else {
                if cell.isEmpty { error("the option belongs to no reading", at: record["Option"].range) }
                continue
            }
            guard let option = declared(record["Option"], "option") else { continue }
            if model.readings[current].options.contains(where: { $0.name == option }) {
                error("the option '\(option)' is declared twice", at: record["Option"].range)
                continue
            }
            if model.readings[current].options.count >= Self.mostValues {
                error("a reading has \(Self.mostValues) options at most", at: record["Option"].range)
                continue
            }
            model.readings[current].options.append(Reading.Option(name: option, meaning: record["Meaning"].prose))
        }
    }

    func readNetwork(_ section: Section) {
        let columns = ["Profile", "Order", "Loss", "Duplication", "Capacity", "Interruption", "[Bounds]"]
        let yesNo = [("yes", true), ("no", false)]
        for record in section.tables.flatMap({ records($0, columns) }) {
            let name = freeName(record["Profile"], "profile")
            let order = choice(record["Order"], [("fifo", NetworkProfile.Order.fifo), ("any", .any)])
            let loss = choice(record["Loss"], yesNo)
            let duplication = choice(record["Duplication"], yesNo)
            let interruption = choice(
                record["Interruption"],
                [
                    ("no", NetworkProfile.Interruption.no), ("atomic", .atomic), ("yes", .atomic), ("half-open", .halfOpen),
                    ("lingering", .lingering),
                ])
            let capacity = Int(record["Capacity"].name).flatMap { (1...64).contains($0) ? $0 : nil }
            if capacity == nil { error("the capacity is a number from 1 to 64", at: record["Capacity"].range) }
            let bounds = record["Bounds"].isEmpty ? [] : record["Bounds"].split(at: UInt8(ascii: ",")).compactMap { bound($0) }
            guard let name, let order, let loss, let duplication, let interruption, let capacity else { continue }
            if model.profiles.contains(where: { $0.name == name }) {
                error("the profile '\(name)' is declared twice", at: record["Profile"].range)
                continue
            }
            guard hasRoom(model.profiles.count, 60, "profiles", at: record["Profile"].range) else { return }
            model.profiles.append(
                NetworkProfile(
                    name: name, order: order, loss: loss, duplication: duplication, capacity: capacity,
                    interruption: interruption,
                    bounds: bounds, source: record["Profile"].range))
        }
    }

    /// `name <= number`.
    func limit(_ cell: Cell) -> (Cell, Int)? {
        guard let sign = cell.bytes.firstIndex(of: UInt8(ascii: "<")), sign + 1 < cell.bytes.count,
            cell.bytes[sign + 1] == UInt8(ascii: "="),
            let most = Int(cell.part(sign + 2..<cell.bytes.count).name), (0...255).contains(most)
        else { return nil }
        return (cell.part(0..<sign), most)
    }

    private func bound(_ cell: Cell) -> Bound? {
        guard let (subject, most) = limit(cell) else {
            error("a bound is written 'update <= 3', with a number of at most 255", at: cell.range)
            return nil
        }
        switch subject.name {
        case "interruption": return Bound(subject: .interruption, most: most)
        case "loss": return Bound(subject: .loss, most: most)
        case "duplication": return Bound(subject: .duplication, most: most)
        case let name:
            if let event = events[name] { return Bound(subject: .event(event), most: most) }
            unknown(
                "event", name, at: subject.range, in: [.events],
                among: Array(events.keys) + ["interruption", "loss", "duplication"])
            return nil
        }
    }
}
