import ProtocolModel

/// Something that is wrong with a draft: the properties of one document that one run shows to fail, and the same outcomes in other networks.
struct Finding {
    let entry: ReportBook.Entry
    /// The shortest counterexample, of those the one with the fewest faults.
    let run: RunResult
    /// The failures that the run shows, gravest first.
    let failures: [Failure]

    struct Failure {
        var property: PropertyResult
        var outcome: Outcome
        /// In which networks, and when.
        var verdicts: [(verdict: VerdictResult, failure: FailureResult)]

        var gravity: Gravity { Gravity(kind: property.kind, outcome: outcome) }
        /// Whether it fails however the draft is read, in one network at least.
        var isCertain: Bool { verdicts.contains { $0.failure.when == nil } }
    }

    /// How bad it is, the worst first.
    enum Gravity: Int, Comparable {
        /// No way back into step.
        case stuck
        /// Parties that take different epochs for one.
        case fork
        /// A nonce that is repeated.
        case repeatedKey
        /// Data that is lost with the connection.
        case undecryptable
        /// A way back that depends on luck, or that is never taken.
        case waiting
        /// A message that nobody said what to do with.
        case unspecified
        case other

        init(kind: String, outcome: Outcome) {
            self =
                switch (kind, outcome) {
                case (_, .stuck): .stuck
                case ("agreement", _), ("settled agreement", _), ("history agreement", _): .fork
                case ("fresh keys", _): .repeatedKey
                case ("decryptable", _): .undecryptable
                case (_, .waiting), (_, .starved): .waiting
                case ("specified", _): .unspecified
                default: .other
                }
        }

        static func < (a: Gravity, b: Gravity) -> Bool { a.rawValue < b.rawValue }
    }

    /// The findings on one document, gravest first. A property that fails without a run to show it is none.
    static func all(in entry: ReportBook.Entry) -> [Finding] {
        let result = entry.result
        var clusters: [(run: RunResult, failures: [Failure])] = []
        for property in result.properties {
            for outcome in Outcome.allCases where outcome != .holds {
                let verdicts = property.verdicts.flatMap { verdict in
                    verdict.failures.filter { $0.outcome == outcome }.map { (verdict: verdict, failure: $0) }
                }
                let runs = verdicts.compactMap { result.run($0.failure.run) }
                guard let best = runs.min(by: { cost($0) < cost($1) }) else { continue }
                let failure = Failure(property: property, outcome: outcome, verdicts: verdicts)
                if let known = clusters.firstIndex(where: { $0.run.steps.map(\.headline) == best.steps.map(\.headline) }) {
                    clusters[known].failures.append(failure)
                } else {
                    clusters.append((best, [failure]))
                }
            }
        }
        let findings = clusters.map { cluster in
            let failures = cluster.failures.enumerated().sorted { ($0.element.gravity, $0.offset) < ($1.element.gravity, $1.offset) }
            return Finding(entry: entry, run: cluster.run, failures: failures.map(\.element))
        }
        return ranked(findings)
    }

    /// In order of gravity; those of one rank stay in theirs.
    static func ranked(_ findings: [Finding]) -> [Finding] {
        findings.enumerated().sorted { a, b in
            a.element.rank == b.element.rank ? a.offset < b.offset : a.element.rank < b.element.rank
        }.map(\.element)
    }

    private static func cost(_ run: RunResult) -> (Int, Int) { (run.steps.count, run.faults.faults.count) }

    var gravity: Gravity { failures.first?.gravity ?? .other }

    /// The gravest first; of these what happens however the draft is read, then what takes fewer faults, then what takes fewer steps.
    var rank: (Int, Int, Int, Int) {
        (gravity.rawValue, failures.first?.isCertain == true ? 0 : 1, run.faults.faults.count, run.steps.count)
    }

    /// What a reader is to understand first.
    var title: String {
        switch gravity {
        case .stuck: "The parties can fall out of step for good"
        case .fork: "Two parties can hold different epochs with one number"
        case .repeatedKey: "A key is used from sequence number zero twice"
        case .undecryptable: "A record arrives that its reader cannot open"
        case .waiting: "The parties can be out of step for as long as nothing else happens"
        case .unspecified: "A message arrives and nothing says what to do with it"
        case .other: "What the protocol promises does not hold"
        }
    }
}
