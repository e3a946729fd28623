extension Scenario {
    /// The settings by name, with what is written after `=`.
    public static let settings: [(name: String, values: String)] = [
        ("duration", "a span: 1h"), ("latency", "a distribution: 50ms, uniform(10ms, 90ms), exponential(40ms, 10ms), normal(50ms, 5ms), lognormal(50ms, 0.5)"),
        ("jitter", "a distribution"), ("loss", "a probability: 2%"), ("burst", "a probability that a burst of losses begins with a message: 0.5%"),
        ("burst-length", "the mean number of messages in a burst: 4"), ("burst-loss", "the probability of a loss in a burst: 100%"),
        ("duplication", "a probability"), ("retransmission", "a span: 300ms"), ("outages", "a rate: 2/h"), ("outage", "a distribution"),
        ("patience", "a span"), ("notice", "a distribution"), ("partition", "10s..20s: Member 1, Member 2 | Server"),
        ("rate EVENT, rate ROLE.EVENT", "a rate, 0.1/s, or never"), ("every EVENT, every ROLE.EVENT", "a distribution: 10s"),
    ]

    /// Takes a setting as it is written on the command line and in documents: `loss=2%`, `rate Initiator.update=0.1/s`.
    public mutating func set(_ text: String, in model: ProtocolModel) throws(ScenarioError) {
        guard let equals = text.firstIndex(of: "=") else { throw ScenarioError(text, "write NAME=VALUE") }
        let name = Quantity.trimmed(text[..<equals])
        let value = Quantity.trimmed(text[text.index(after: equals)...])
        func span() throws(ScenarioError) -> Double {
            guard let span = Quantity.span(value), span <= 1e9 else {
                throw ScenarioError(text, "a span of time is a number with ns, us, ms, s, min, h or d")
            }
            return span
        }
        func probability() throws(ScenarioError) -> Double {
            guard let probability = Quantity.probability(value) else {
                throw ScenarioError(text, "a probability is a number from 0 to 1, or from 0% to 100%")
            }
            return probability
        }
        func distribution() throws(ScenarioError) -> Distribution {
            guard let distribution = Quantity.distribution(value), distribution.isShort else {
                throw ScenarioError(
                    text, "a distribution is a span, uniform(a, b), exponential(mean), exponential(offset, mean), normal(mean, deviation) or lognormal(median, sigma)")
            }
            return distribution
        }
        func rate() throws(ScenarioError) -> Double {
            guard let rate = Quantity.rate(value), rate <= 1e9 else { throw ScenarioError(text, "a rate is a number with /s, /min, /h or /d, or never") }
            return rate
        }
        switch name {
        case "duration":
            duration = try span()
            if duration <= 0 { throw ScenarioError(text, "a run has to last") }
        case "latency": latency = try distribution()
        case "jitter": jitter = try distribution()
        case "loss": loss.good = try probability()
        case "burst": loss.begins = try probability()
        case "burst-length":
            guard let length = Quantity.number(value[...]), length >= 1 else { throw ScenarioError(text, "a burst has at least 1 message") }
            loss.ends = 1 / length
        case "burst-loss": loss.bad = try probability()
        case "duplication": duplication = try probability()
        case "retransmission":
            retransmission = try span()
            if retransmission < 1e-6 { throw ScenarioError(text, "at least 1us") }
        case "outages": outageRate = try rate()
        case "outage": outageLength = try distribution()
        case "patience": patience = try span()
        case "notice": notice = try distribution()
        case "partition": partitions.append(try partition(value, text, model))
        default:
            if name.hasPrefix("rate ") {
                let rate = try rate()
                if rate > 1e6 { throw ScenarioError(text, "at most 1000000/s") }
                let interval: Distribution? = rate > 0 ? .exponential(offset: 0, mean: 1 / rate) : nil
                workloads.append(try workload(name.dropFirst(5), interval, text, model))
            } else if name.hasPrefix("every ") {
                let interval = try distribution()
                if interval.isMomentary { throw ScenarioError(text, "the interval is at least 1us") }
                workloads.append(try workload(name.dropFirst(6), interval, text, model))
            } else {
                let names = Scenario.settings.map(\.name)
                throw ScenarioError(text, "no such setting; there are \(names.joined(separator: ", "))", unknown: .setting(name, among: names))
            }
        }
        written.append("\(name)=\(value)")
    }

    /// What a setting sets: the text before `=`, with single blanks.
    public static func subject(of text: String) -> String {
        text.prefix { $0 != "=" }.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    private func workload(
        _ subject: Substring, _ interval: Distribution?, _ text: String, _ model: ProtocolModel
    ) throws(ScenarioError) -> Workload {
        let subject = Quantity.trimmed(subject)
        if let event = model.events.firstIndex(where: { $0.name == subject }) {
            return Workload(event: event, role: nil, interval: interval)
        }
        for (role, declaration) in model.roles.enumerated() where subject.hasPrefix(declaration.name + ".") {
            let rest = subject.dropFirst(declaration.name.count + 1)
            if let event = model.events.firstIndex(where: { $0.name == rest }) {
                return Workload(event: event, role: role, interval: interval)
            }
        }
        let names = model.events.map(\.name)
        throw ScenarioError(
            text, "no event '\(subject)'; the events are \(model.events.map(\.name).joined(separator: ", ")), the roles \(model.roles.map(\.name).joined(separator: ", "))",
            unknown: .event(subject, among: names + model.roles.flatMap { role in names.map { "\(role.name).\($0)" } }))
    }

    private func partition(_ value: String, _ text: String, _ model: ProtocolModel) throws(ScenarioError) -> Partition {
        let malformed = ScenarioError(text, "write partition=10s..20s: PARTY, PARTY | PARTY")
        guard let colon = value.firstIndex(of: ":") else { throw malformed }
        let times = value[..<colon]
        guard let dots = times.firstRange(of: "..") else { throw malformed }
        guard let from = Quantity.span(Quantity.trimmed(times[..<dots.lowerBound])),
            let until = Quantity.span(Quantity.trimmed(times[dots.upperBound...])), from < until, until <= 1e9
        else { throw malformed }
        let instances = model.instances
        var sides: [[Int]] = []
        for side in value[value.index(after: colon)...].split(separator: "|", omittingEmptySubsequences: false) {
            var members: [Int] = []
            for name in side.split(separator: ",").map(Quantity.trimmed) {
                guard let party = instances.firstIndex(where: { $0.name == name }) else {
                    throw ScenarioError(
                        text, "no party '\(name)'; the parties are \(instances.map(\.name).joined(separator: ", "))",
                        unknown: .party(name, among: instances.map(\.name)))
                }
                members.append(party)
            }
            sides.append(members)
        }
        guard sides.count >= 2, Set(sides.joined()).count == sides.joined().count else { throw malformed }
        return Partition(from: from, until: until, sides: sides)
    }

    /// Why the scenario cannot be run in a profile, where that is so: it asks for what cannot happen there.
    public func refusal(in profile: NetworkProfile) -> ScenarioError? {
        if duplication > 0, !profile.duplication {
            return ScenarioError("duplication", "the profile '\(profile.name)' does not duplicate messages")
        }
        return nil
    }
}

extension Distribution {
    /// Whether no parameter is beyond what a simulation can last.
    var isShort: Bool {
        switch self {
        case .constant(let value): value <= 1e9
        case .uniform(_, let most): most <= 1e9
        case .exponential(let offset, let mean): offset + mean <= 1e9
        case .normal(let mean, let deviation): mean + deviation <= 1e9
        case .logNormal(let median, let sigma): median <= 1e9 && sigma <= 5
        }
    }

    /// Whether what it gives is so short that virtual time would hardly go on: the mean is less than a microsecond.
    var isMomentary: Bool {
        switch self {
        case .constant(let value): value < 1e-6
        case .uniform(let least, let most): least + most < 2e-6
        case .exponential(let offset, let mean): offset + mean < 1e-6
        case .normal(let mean, _): mean < 1e-6
        case .logNormal(let median, _): median < 1e-6
        }
    }
}
