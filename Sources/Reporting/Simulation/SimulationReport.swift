import ProtocolModel
import Simulator

/// What a simulation says of one document under one scenario: the figures that text, JSON, CSV and plots are made of.
public struct SimulationReport: Codable, Sendable {
    /// A figure, with its confidence interval of 95 % over the runs where it has one.
    public struct Figure: Codable, Sendable {
        public var name: String
        /// `share`, `s`, `/h` or `bytes/h`.
        public var unit: String
        /// `nil` where there was nothing to measure.
        public var value: Double?
        public var low: Double?
        public var high: Double?
    }

    /// Commits of a party, by the step in which it makes them.
    public struct Commits: Codable, Sendable {
        public var party: String
        /// The event, or `an answer`.
        public var cause: String
        public var made: UInt64
        public var confirmed: UInt64
        public var superseded: UInt64
        /// Seconds from making to confirmation.
        public var median: Double?
        public var p90: Double?
        public var p99: Double?
        public var longest: Double?
    }

    public struct Turns: Codable, Sendable {
        public var party: String
        public var event: String
        public var tried: UInt64
        public var taken: UInt64
        /// Of all times that the event was taken by parties.
        public var share: Double?
    }

    public struct Messages: Codable, Sendable {
        public var message: String
        public var sent: UInt64
        public var retransmitted: UInt64
        public var arrived: UInt64
        public var lost: UInt64
        public var cut: UInt64
        public var overflowed: UInt64
        public var undecryptable: UInt64
        public var unspecified: UInt64
        /// With retransmissions; `nil` where the size is not known.
        public var bytes: Double?
    }

    public struct Finding: Codable, Sendable {
        public var property: String
        /// `violated`, `stuck at the end` or `reached`.
        public var what: String
        public var runs: Int
        public var of: Int
        public var low: Double
        public var high: Double
        /// The number of steps of the shortest run that was made of these.
        public var steps: Int?
    }

    /// How spans of time are distributed, over all runs together.
    public struct Spread: Codable, Sendable {
        public struct Point: Codable, Sendable {
            /// From 0 to 1.
            public var share: Double
            /// The span in seconds that so many of all do not exceed, exact to 1/64.
            public var seconds: Double
        }

        public var name: String
        public var count: UInt64
        public var points: [Point]
    }

    /// The time that a step takes a party in real cryptography: the steps of run 0 acted out on this machine.
    public struct Cryptography: Codable, Sendable {
        public var party: String
        /// The event, the message that arrives, or what the network does.
        public var step: String
        public var count: Int
        /// Seconds.
        public var mean: Double
        public var median: Double
        public var longest: Double

        public init(party: String, step: String, count: Int, mean: Double, median: Double, longest: Double) {
            self.party = party
            self.step = step
            self.count = count
            self.mean = mean
            self.median = median
            self.longest = longest
        }
    }

    public var document: String
    public var title: String
    public var revision: String
    public var variant: String
    public var profile: String
    public var scenario: String
    public var settings: [String]
    public var readings: String
    public var seed: UInt64
    public var runs: Int
    /// Virtual seconds of one run.
    public var duration: Double
    public var steps: UInt64
    public var events: UInt64
    public var interruptions: UInt64
    public var outages: UInt64
    public var figures: [Figure]
    public var commits: [Commits]
    public var turns: [Turns]
    public var messages: [Messages]
    public var findings: [Finding]
    public var spreads: [Spread]
    /// `nil` where nothing was acted out to measure it.
    public var cryptography: [Cryptography]?
    /// Rows that could not be carried out.
    public var failures: [String]
    /// The value of the parameter that is swept, as it is written; `nil` where none is.
    public var swept: String?
    public var sweptValue: Double?

    /// - Parameter sizes: bytes of a message by its type, in the clear and sealed.
    public init(
        document: String, simulation: Simulation, readings: String, result: Simulation.Result,
        findings: [Simulator.Finding], sizes: [WireSize?]
    ) {
        let model = simulation.model
        let measures = result.measures
        let instances = model.instances
        let eventCount = max(1, model.events.count)
        self.document = document
        title = model.title
        revision = model.revision
        variant = model.variant.rawValue
        profile = simulation.profile.name
        scenario = simulation.scenario.name
        settings = simulation.scenario.written
        self.readings = readings
        seed = simulation.seed
        runs = result.runs.count
        duration = simulation.scenario.duration
        steps = measures.steps
        events = measures.events
        interruptions = measures.interruptions
        outages = measures.outages
        let hours = Double(measures.time) / 3.6e12
        messages = model.messages.indices.map { index in
            let one = measures.messages[index]
            let bytes = sizes[index].map { size in
                Double(one.sealed + one.retransmittedSealed) * size.sealed
                    + Double(one.sent - one.sealed + one.retransmitted - one.retransmittedSealed) * size.clear
            }
            return Messages(
                message: model.messages[index].name, sent: one.sent, retransmitted: one.retransmitted, arrived: one.arrived, lost: one.lost,
                cut: one.cut, overflowed: one.overflowed, undecryptable: one.undecryptable, unspecified: one.unspecified,
                bytes: one.sent == 0 ? 0 : bytes)
        }
        var commits: [Commits] = []
        var turns: [Turns] = []
        var confirming = Histogram()
        var made: UInt64 = 0
        var superseded: UInt64 = 0
        for party in instances.indices {
            for cause in 0...eventCount {
                let one = measures.commits[party * (eventCount + 1) + cause]
                made += one.made
                superseded += one.superseded
                confirming.add(one.time)
                if one.made == 0 { continue }
                commits.append(
                    Commits(
                        party: instances[party].name, cause: model.events.indices.contains(cause) ? model.events[cause].name : "an answer",
                        made: one.made, confirmed: one.confirmed, superseded: one.superseded, median: one.time.percentile(0.5),
                        p90: one.time.percentile(0.9), p99: one.time.percentile(0.99),
                        longest: one.time.count == 0 ? nil : Double(one.time.most) / 1e9))
            }
        }
        for event in model.events.indices {
            let all = instances.indices.reduce(UInt64(0)) { $0 + measures.taken[$1 * model.events.count + event] }
            for party in instances.indices {
                let place = party * model.events.count + event
                if measures.tried[place] == 0 { continue }
                turns.append(
                    Turns(
                        party: instances[party].name, event: model.events[event].name, tried: measures.tried[place], taken: measures.taken[place],
                        share: all == 0 ? nil : Double(measures.taken[place]) / Double(all)))
            }
        }
        self.commits = commits
        self.turns = turns
        var figures: [Figure] = []
        func add(_ name: String, _ unit: String, _ estimate: Estimate?, _ factor: Double = 1) {
            figures.append(
                Figure(name: name, unit: unit, value: estimate.map { $0.value * factor }, low: estimate.map { $0.low * factor }, high: estimate.map { $0.high * factor }))
        }
        func add(_ name: String, _ unit: String, _ value: Double?) { figures.append(Figure(name: name, unit: unit, value: value)) }
        func ratio(_ part: UInt64, _ whole: UInt64) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
        add("out of step", "share", Estimate.mean(result.runs.compactMap(\.outOfStepShare)))
        add("out of step, median", "s", measures.outOfStep.percentile(0.5))
        add("out of step, p99", "s", measures.outOfStep.percentile(0.99))
        add("out of step, longest", "s", measures.outOfStep.count == 0 ? nil : Double(measures.outOfStep.most) / 1e9)
        add("runs that end out of step", "share", Estimate.proportion(result.runs.count(where: { !$0.endsInStep }), of: result.runs.count))
        add("first in step, median", "s", measures.establishing.percentile(0.5))
        add("confirmed updates", "/h", Estimate.mean(result.runs.map(\.confirmedPerSecond)), 3600)
        add("time to confirm, median", "s", confirming.percentile(0.5))
        add("time to confirm, p90", "s", confirming.percentile(0.9))
        add("time to confirm, p99", "s", confirming.percentile(0.99))
        add("updates superseded", "share", ratio(superseded, made))
        let sent = measures.messages.reduce(UInt64(0)) { $0 + $1.sent }
        let arrived = measures.messages.reduce(UInt64(0)) { $0 + $1.arrived }
        add("messages sent", "/h", hours > 0 ? Double(sent) / hours : nil)
        add("messages lost", "share", ratio(measures.messages.reduce(0) { $0 + $1.lost + $1.cut + $1.overflowed }, sent))
        add("messages undecryptable", "share", ratio(measures.messages.reduce(0) { $0 + $1.undecryptable }, arrived))
        add("messages without a row", "share", ratio(measures.messages.reduce(0) { $0 + $1.unspecified }, arrived))
        add("delivery, median", "s", measures.delivery.percentile(0.5))
        add("delivery, p99", "s", measures.delivery.percentile(0.99))
        let bytes = messages.allSatisfy { $0.bytes != nil } ? messages.reduce(0.0) { $0 + ($1.bytes ?? 0) } : nil
        add("bytes", "bytes/h", bytes.flatMap { hours > 0 ? $0 / hours : nil })
        self.findings = findings.map { finding in
            let property = model.properties[finding.property]
            var what = "violated"
            if case .reachable = property.kind { what = "reached" }
            if case .recoverable = property.kind { what = "stuck at the end" }
            let share = Estimate.proportion(finding.runs, of: finding.of) ?? Estimate(value: 0, low: 0, high: 1)
            return Finding(
                property: property.name, what: what, runs: finding.runs, of: finding.of, low: share.low, high: share.high,
                steps: finding.trace?.steps.count)
        }
        for finding in self.findings {
            figures.append(
                Figure(
                    name: "runs with \(finding.property) \(finding.what)", unit: "share", value: finding.of == 0 ? nil : Double(finding.runs) / Double(finding.of),
                    low: finding.low, high: finding.high))
        }
        self.figures = figures
        spreads = [("time to confirm", confirming), ("out of step", measures.outOfStep), ("delivery", measures.delivery)].compactMap { name, spans in
            if spans.count == 0 { return nil }
            return Spread(
                name: name, count: spans.count,
                points: SimulationReport.shares.compactMap { share in spans.percentile(share).map { Spread.Point(share: share, seconds: $0) } })
        }
        var counts: [String: Int] = [:]
        for run in result.runs {
            if let failure = run.failure { counts[ErrorText.text(failure, in: model), default: 0] += 1 }
        }
        failures = counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value == 1 ? "1 run" : "\($0.value) runs"))" }
    }

    /// Adds what was measured of real cryptography.
    ///
    /// - Parameter mean: seconds for each step, over all kinds of steps as often as they were acted out.
    public mutating func add(_ times: [Cryptography], mean: Double) {
        cryptography = times
        let hours = duration * Double(runs) / 3600
        figures.append(Figure(name: "cryptography", unit: "s/h", value: hours > 0 ? mean * Double(steps) / hours : nil))
    }

    /// The shares at which spreads are told: more of them towards the ends.
    private static let shares = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1]

    /// The document without its directory and ending.
    public var label: String {
        let name = document.split(separator: "/").last.map(String.init) ?? document
        return name.hasSuffix(".md") ? String(name.dropLast(3)) : name
    }

    public func figure(_ name: String) -> Figure? { figures.first { $0.name == name } }
}

/// The mean size of a message on the wire in bytes, records included.
public struct WireSize: Hashable, Sendable {
    public var clear: Double
    public var sealed: Double

    public init(clear: Double, sealed: Double) {
        self.clear = clear
        self.sealed = sealed
    }
}
