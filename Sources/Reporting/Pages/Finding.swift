import ProtocolModel

/// Something that is wrong with a draft: the properties of one document whose failure is of one gravity, and the run that shows it best.
struct Finding {
    let entry: ReportBook.Entry
    let run: RunResult
    /// The failures, that of the run first.
    let failures: [Failure]

    struct Failure {
        var property: PropertyResult
        var outcome: Outcome
        /// The run that shows it with the fewest faults; of these the first network of the document counts most, then how short it is.
        var run: RunResult
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
        /// Epoch numbers further apart than the document allows.
        case drift
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
                case ("drift", _): .drift
                default: .other
                }
        }

        static func < (a: Gravity, b: Gravity) -> Bool { a.rawValue < b.rawValue }
    }

    /// The findings on one document, gravest first. A property that fails without a run to show it is none.
    static func all(in entry: ReportBook.Entry) -> [Finding] {
        let result = entry.result
        var failures: [Gravity: [Failure]] = [:]
        for property in result.properties {
            for outcome in Outcome.allCases where outcome != .holds {
                let verdicts = property.verdicts.flatMap { verdict in
                    verdict.failures.filter { $0.outcome == outcome }.map { (verdict: verdict, failure: $0) }
                }
                let runs = verdicts.compactMap { result.run($0.failure.run) }
                guard let best = runs.min(by: { cost($0, result) < cost($1, result) }) else { continue }
                let failure = Failure(property: property, outcome: outcome, run: best, verdicts: verdicts)
                failures[failure.gravity, default: []].append(failure)
            }
        }
        let findings = failures.values.compactMap { failures -> Finding? in
            let sorted = failures.enumerated().sorted { a, b in
                let (x, y) = (weight(a.element, result), weight(b.element, result))
                return x == y ? a.offset < b.offset : x < y
            }.map(\.element)
            return sorted.first.map { Finding(entry: entry, run: $0.run, failures: sorted) }
        }
        return ranked(findings)
    }

    /// In order of gravity; those of one rank stay in theirs.
    static func ranked(_ findings: [Finding]) -> [Finding] {
        findings.enumerated().sorted { a, b in
            a.element.rank == b.element.rank ? a.offset < b.offset : a.element.rank < b.element.rank
        }.map(\.element)
    }

    private static func cost(_ run: RunResult, _ result: DocumentResult) -> (Int, Int, Int) {
        (run.faults.faults.count, result.profiles.firstIndex { $0.name == run.profile } ?? 0, run.steps.count)
    }

    /// What happens however the draft is read goes first.
    private static func weight(_ failure: Failure, _ result: DocumentResult) -> (Int, Int, Int, Int) {
        let cost = cost(failure.run, result)
        return (failure.isCertain ? 0 : 1, cost.0, cost.1, cost.2)
    }

    var gravity: Gravity { failures.first?.gravity ?? .other }

    /// The gravest first; of these what happens however the draft is read, then what takes fewer faults, then fewer steps.
    var rank: (Int, Int, Int, Int) {
        (gravity.rawValue, failures.first?.isCertain == true ? 0 : 1, run.faults.faults.count, run.steps.count)
    }

    /// What a reader is to understand first.
    var title: String {
        switch gravity {
        case .stuck: "the parties can fall out of step for good"
        case .fork: "two parties can hold different epochs with one number"
        case .repeatedKey: "a key is used from sequence number zero twice"
        case .undecryptable: "a record arrives that its reader cannot open"
        case .waiting: "the parties can be out of step for as long as nothing else happens"
        case .unspecified: "a message arrives and nothing says what to do with it"
        case .drift: "the epochs of the parties can be further apart than they should be"
        case .other: "what the protocol promises does not hold"
        }
    }
}
