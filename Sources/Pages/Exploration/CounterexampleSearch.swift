import Explorer
import Foundation
import ProtocolModel
import Reporting
import Synchronization

/// Explores network profiles in the background, each when it is first asked for, for their counterexamples.
final class CounterexampleSearch: Sendable {
    /// How far the exploration of a profile is.
    struct Report: Encodable, Sendable {
        enum Status: String, Encodable, Sendable {
            case running
            case done
            case failed
        }

        var status: Status
        /// The states found so far, or all of them.
        var states = 0
        /// Why there is no result.
        var reason: String?
        var found: [Found] = []
    }

    /// A counterexample, or the witness of a `reachable` property.
    struct Found: Encodable, Sendable {
        var property: String
        var title: String
        /// The combinations of readings in which it is the verdict; absent for all.
        var condition: String?
        var reason: String
        var trace: Trace
    }

    private let explorer: Explorer
    private let reports = Mutex<[Int: Report]>([:])
    private let isStopped = Atomic<Bool>(false)
    private let queue = DispatchQueue(label: "exploration")

    init(_ model: ProtocolModel, fixed: [ReadingChoice: [Int]], limits: ExplorationLimits) {
        explorer = Explorer(model: model, limits: limits, fixedReadings: fixed)
    }

    /// Ends what is being explored.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// How far the exploration of a profile is; begins it where nobody has asked before.
    func report(_ profile: Int) -> Report {
        let (report, isNew) = reports.withLock { reports -> (Report, Bool) in
            if let known = reports[profile] { return (known, false) }
            reports[profile] = Report(status: .running)
            return (Report(status: .running), true)
        }
        if isNew { queue.async { self.explore(profile) } }
        return report
    }

    private func explore(_ profile: Int) {
        let result = Result { () throws(ExplorerError) in
            try explorer.check(profile: profile) { progress in
                self.reports.withLock { $0[profile]?.states = progress.states }
                return !self.isStopped.load(ordering: .relaxed)
            }
        }
        let report: Report
        switch result {
        case .success(let exploration):
            let incomplete = exploration.incompleteness == nil ? nil : "not every state was explored: the limits were reached"
            report = Report(status: .done, states: exploration.states, reason: incomplete, found: found(exploration))
        case .failure(.unsupported(let what)):
            report = Report(status: .failed, reason: "the explorer cannot handle \(what)")
        case .failure(.evaluation(let error)):
            report = Report(status: .failed, reason: ErrorText.text(error, in: explorer.model))
        }
        reports.withLock { $0[profile] = report }
    }

    private func found(_ report: ExplorationReport) -> [Found] {
        let words = ReadingText(model: explorer.model)
        return report.verdicts.flatMap { verdict in
            let property = explorer.model.properties[verdict.property]
            var found = verdict.failures.compactMap { failure in
                failure.trace.map {
                    Found(
                        property: property.name, title: RunView.title(property, failure.outcome), condition: words.text(failure.condition),
                        reason: failure.reason, trace: $0)
                }
            }
            if let witness = verdict.witness {
                found.append(Found(property: property.name, title: RunView.title(property, .holds), reason: "", trace: witness))
            }
            return found
        }
    }
}
