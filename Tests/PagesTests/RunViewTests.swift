import Explorer
import Foundation
import ProtocolModel
import Reporting
import Testing

@testable import Pages

@Suite("Runs as the page shows them")
struct RunViewTests {
    /// What is in flight is, by the arrows, what was sent and whose way has not ended; and it is what the state says.
    @Test("arrows and states agree after every step of random runs", arguments: Subject.all)
    func arrows(_ subject: Subject) throws {
        for profile in subject.model.profiles.indices {
            for seed in 1...6 as ClosedRange<UInt64> {
                let (replay, trace) = try subject.run(profile, seed: seed, steps: 60)
                let view = RunView(replay, of: trace, titles: [], act: .none)
                let place = "\(subject.name), \(trace.profile), seed \(seed)"
                #expect(view.steps.count == trace.steps.count)
                for (step, transition) in zip(view.steps, replay.transitions) {
                    let flying = view.arrows.filter {
                        $0.fate != .copied && $0.sent <= step.number && ($0.end ?? .max) > step.number
                    }
                    #expect(Set(flying.map(\.message)) == Set(step.flight.map(\.message)), "\(place), step \(step.number)")
                    #expect(flying.count == transition.target.channels.map(\.count).reduce(0, +), "\(place), step \(step.number)")
                    for one in step.flight {
                        let arrow = view.arrows.first { $0.message == one.message }
                        #expect(arrow?.from == one.from && arrow?.to == one.to && one.text.hasPrefix(arrow?.label ?? "?"), "\(place), step \(step.number)")
                    }
                }
                check(view, replay, place)
            }
        }
    }

    /// Every step has the arrows that its kind says, and no others end in it.
    private func check(_ view: RunView, _ replay: Replay, _ place: String) {
        for (step, transition) in zip(view.steps, replay.transitions) {
            let ended = view.arrows.filter { $0.end == step.number }
            let sent = view.arrows.filter { $0.sent == step.number && $0.fate != .copied }
            let effects = transition.effects.count { if case .sent = $0 { true } else { false } }
            #expect(sent.count == effects, "\(place), step \(step.number)")
            let arrivals = ended.filter { $0.fate == .delivered || $0.fate == .copied }
            let losses = ended.filter { $0.fate == .lost }
            switch transition.step {
            case .deliver(let from, let to, _, let stays, _):
                #expect(arrivals.map { [$0.from, $0.to] } == [[from, to]], "\(place), step \(step.number)")
                #expect(arrivals.first?.fate == (stays ? .copied : .delivered), "\(place), step \(step.number)")
                #expect(losses.isEmpty, "\(place), step \(step.number)")
            case .lose(let from, let to, _):
                #expect(losses.map { [$0.from, $0.to] } == [[from, to]] && arrivals.isEmpty, "\(place), step \(step.number)")
            case .event, .interrupt, .learn: #expect(arrivals.isEmpty && losses.isEmpty, "\(place), step \(step.number)")
            }
        }
    }

    @Test("the state of every party is the replay's", arguments: Subject.all)
    func states(_ subject: Subject) throws {
        let (replay, trace) = try subject.run(0, seed: 3, steps: 40)
        let view = RunView(replay, of: trace, titles: [], act: .none)
        for (step, transition) in zip(view.steps, replay.transitions) {
            for (party, instance) in replay.interpreter.instances.enumerated() {
                let role = subject.model.roles[instance.role]
                #expect(step.parties[party].state == role.states[transition.target.parties[party].control].name)
                #expect(step.parties[party].variables.map(\.name) == role.variables.map(\.name))
            }
        }
    }

    @Test("a run acted out has the real messages of every step, and equal authenticators in equal epochs")
    func rehearsal() throws {
        let subject = try #require(Subject.all.first { $0.name == "mls-tls-2026-02.md" })
        let (replay, trace) = try subject.run(0, seed: 5, steps: 25)
        let view = RunView(replay, of: trace, titles: [], act: Acting())
        #expect(view.rehearsal?.contains("agree in every step") == true)
        var sent = 0
        for (step, transition) in zip(view.steps, replay.transitions) {
            let real = (step.operations ?? []).count { $0.wire != nil }
            let effects = transition.effects.count { if case .sent = $0 { true } else { false } }
            #expect(real == effects, "step \(step.number)")
            sent += real
            let groups = try replay.interpreter.instances.map { try #require(subject.model.groupVariable(ofRole: $0.role)) }
            let held = zip(transition.target.parties, groups).map { $0.variables[$1] }
            let facts = step.epochs ?? []
            if facts.count == 2 { #expect((held[0] == held[1]) == (facts[0].authenticator == facts[1].authenticator), "step \(step.number)") }
        }
        #expect(sent > 0)
        let long = RunView(replay, of: trace, titles: [], act: Acting(mostSteps: 10))
        #expect(long.rehearsal?.hasPrefix("Not acted out") == true)
        #expect(long.steps.allSatisfy { $0.operations == nil })
    }

    @Test("the table has a run for every failure that the explorer has a counterexample of, and it is that one")
    func table() throws {
        let subject = try Subject.example()
        let explorer = Explorer(model: subject.model)
        let profiles = try subject.model.profiles.indices.map {
            DocumentReport.Profile(report: try explorer.check(profile: $0), seconds: 0)
        }
        let report = DocumentReport(name: "example.md", model: subject.model, profiles: profiles)
        let view = DocumentView(report, subject.lines, act: .none)
        let table = try #require(view.table)
        var shown = Set<Int>()
        for line in table.lines.dropLast() {
            let property = try #require(subject.model.properties.firstIndex { $0.name == line.property })
            for (entries, profile) in zip(line.verdicts, profiles) {
                guard let verdict = profile.report.verdicts.first(where: { $0.property == property }) else {
                    #expect(entries == nil)
                    continue
                }
                let entries = try #require(entries)
                for (entry, failure) in zip(entries, verdict.failures) {
                    #expect(entry.text.hasPrefix(failure.outcome.rawValue))
                    #expect((entry.run == nil) == (failure.trace == nil))
                    guard let run = entry.run, let trace = failure.trace else { continue }
                    shown.insert(run)
                    #expect(view.runs[run].trace.steps == trace.steps && view.runs[run].trace.readings == trace.readings)
                    #expect(view.runs[run].profile == subject.model.profiles[profile.report.profile].name)
                    #expect(view.runs[run].reasons.contains(failure.reason))
                }
                if let run = entries.last?.run, verdict.witness != nil { shown.insert(run) }
            }
        }
        #expect(shown == Set(view.runs.indices), "every run can be chosen")
    }
}
