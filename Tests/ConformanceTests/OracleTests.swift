import Conformance
import ProtocolModel
import Testing

/// The validator against a search that tries all runs, on logs that are altered at random.
struct OracleTests {
    @Test(arguments: ["connection", "half-open", "lingering", "datagram"])
    func agreesWithASearchOfAllRuns(_ profile: String) throws {
        let subject = try Subject.example(profile)
        var allowed = 0
        var refused = 0
        for seed in UInt64(0)..<300 {
            var dice = Dice(seed &+ 77)
            let run = try Run(subject, seed: seed, steps: 7)
            var log = run.log.map { $0.thinned(&dice) }
            for _ in 0..<Int.random(in: 0...2, using: &dice) { alter(&log, subject, &dice) }
            let expected = try (0..<2).contains { option in
                let readings = ReadingAssignment([ReadingChoice(role: 0, reading: 0): option])
                return try Oracle(Interpreter(model: subject.model, profile: subject.profile, readings: readings)).explains(log)
            }
            let found = try verdict(on: log, subject).verdict
            #expect((found == .allowed) == expected, "seed \(seed): \(found); \(String(decoding: LogWriter.text(log), as: UTF8.self))")
            if expected { allowed += 1 } else { refused += 1 }
        }
        // Both happen often enough to mean something.
        #expect(allowed > 50 && refused > 50, "\(allowed) allowed, \(refused) refused")
    }

    /// The same with the lines of one party only. The search takes few steps that no line tells of, so it can only confirm; that the validator
    /// allows no more than there is, its explanation has to show.
    @Test(arguments: ["connection", "half-open", "lingering", "datagram"], ["Sender", "Receiver"])
    func agreesWhereOnePartyIsObserved(_ profile: String, _ party: String) throws {
        let subject = try Subject.example(profile)
        let observed = try #require(subject.model.instances.firstIndex { $0.name == party })
        var confirmed = 0
        var refused = 0
        for seed in UInt64(0)..<60 {
            var dice = Dice(seed &+ 770)
            let run = try Run(subject, seed: seed, steps: 5)
            var log = run.log.filter { $0.party == party }.map { $0.thinned(&dice) }
            for _ in 0..<Int.random(in: 0...2, using: &dice) { alter(&log, subject, &dice) }
            for option in 0..<2 {
                let choice = ReadingChoice(role: 0, reading: 0)
                let interpreter = Interpreter(model: subject.model, profile: subject.profile, readings: ReadingAssignment([choice: option]))
                let options = Validator.Options(readings: [choice: [option]], observed: [observed], limit: 20_000, keepsWay: true)
                let (found, validator) = try verdict(on: log, subject, options)
                let text = "seed \(seed): \(found); \(String(decoding: LogWriter.text(log), as: UTF8.self))"
                if try Oracle(interpreter, observed: [party], budget: 2).explains(log) {
                    confirmed += 1
                    #expect(found == .allowed, "\(text)")
                }
                if found == .allowed {
                    let steps = try #require(validator.explanation)
                    #expect(try Oracle(interpreter, observed: [party]).explains(log, by: steps), "\(text)")
                } else {
                    refused += 1
                }
            }
        }
        #expect(confirmed > 30 && refused > 10, "\(confirmed) confirmed, \(refused) refused")
    }

    private func alter(_ log: inout [LogEvent], _ subject: Subject, _ dice: inout Dice) {
        guard log.count > 1, let line = log.indices.randomElement(using: &dice) else { return }
        switch Int.random(in: 0..<7, using: &dice) {
        case 0: log.remove(at: line)
        case 1: log.swapAt(line, (line + 1) % log.count)
        case 2: log.insert(log[line], at: line)
        case 3: log[line].epoch = (log[line].epoch ?? 1) + 1
        case 4: log[line].authenticator = log.compactMap(\.authenticator).randomElement(using: &dice)
        case 5:
            if log[line].event == LogEvent.receive {
                log[line].message = subject.model.messages.randomElement(using: &dice)?.name
                log[line].fields = nil
            }
        default:
            let role = subject.model.instances.first { $0.name == log[line].party }.map { subject.model.roles[$0.role] }
            log[line].state = role?.states.randomElement(using: &dice)?.name
        }
    }
}

/// Tries all runs of an interpreter, one after the other.
struct Oracle {
    let interpreter: Interpreter
    let observed: Set<String>
    private let budget: Int
    private let matching: Matching

    /// - Parameter budget: how many steps of parties that are not observed are taken at most.
    init(_ interpreter: Interpreter, observed: Set<String>? = nil, budget: Int = 0) {
        self.interpreter = interpreter
        self.observed = observed ?? Set(interpreter.instances.map(\.name))
        self.budget = budget
        matching = Matching(interpreter.model)
    }

    /// A line of the run, and the epoch that the party is in.
    private struct Line: Hashable {
        var event: LogEvent
        var node: Node?
    }

    private struct Position: Hashable {
        var left: Int
        var budget: Int
        var state: GlobalState
        var names: [String: Node]
        var owed: [String: Line]
    }

    func explains(_ log: [LogEvent]) throws -> Bool {
        var failed: Set<Position> = []
        return try explains(log[...], from: interpreter.initialState(), names: [:], owed: [:], budget, &failed)
    }

    /// Whether the run with these steps has the log.
    func explains(_ log: [LogEvent], by steps: [Step]) throws -> Bool {
        var state = try interpreter.initialState()
        var names: [String: Node] = [:]
        var rest = log[...]
        for step in steps {
            guard let transition = try interpreter.take(step, in: state) else { return false }
            for line in lines(of: transition, from: state) {
                guard let next = rest.popFirst(), next.party == line.event.party, let more = bind(next, line, names) else { return false }
                names = more
            }
            state = transition.target
        }
        return rest.isEmpty
    }

    private func lines(of transition: Transition, from state: GlobalState) -> [Line] {
        ConformanceLog.events(of: transition, from: state, in: interpreter).filter { observed.contains($0.party) }.map { event in
            let party = interpreter.instances.firstIndex { $0.name == event.party }
            return Line(event: event, node: party.flatMap { matching.node($0, transition.target) })
        }
    }

    private func explains(
        _ log: ArraySlice<LogEvent>, from state: GlobalState, names: [String: Node], owed: [String: Line], _ budget: Int,
        _ failed: inout Set<Position>
    ) throws -> Bool {
        guard let next = log.first else { return true }
        let position = Position(left: log.count, budget: budget, state: state, names: names, owed: owed)
        // It leads nowhere, or is being tried already.
        guard failed.insert(position).inserted else { return false }
        if let line = owed[next.party] {
            guard let names = bind(next, line, names) else { return false }
            var rest = owed
            rest[next.party] = nil
            return try explains(log.dropFirst(), from: state, names: names, owed: rest, budget, &failed)
        }
        for transition in try interpreter.transitions(from: state) {
            let lines = lines(of: transition, from: state)
            if lines.isEmpty {
                var left = budget
                if transition.step.actor != nil || transition.step.isInterruption { left -= 1 }
                if left >= 0, try explains(log, from: transition.target, names: names, owed: owed, left, &failed) { return true }
                continue
            }
            if lines.contains(where: { owed[$0.event.party] != nil }) { continue }
            for (index, line) in lines.enumerated() where line.event.party == next.party {
                guard let names = bind(next, line, names) else { continue }
                var debts = owed
                for (other, debt) in lines.enumerated() where other != index { debts[debt.event.party] = debt }
                if try explains(log.dropFirst(), from: transition.target, names: names, owed: debts, budget, &failed) { return true }
            }
        }
        return false
    }

    private func bind(_ said: LogEvent, _ line: Line, _ names: [String: Node]) -> [String: Node]? {
        guard said.isCompatible(with: line.event) else { return nil }
        guard let name = said.authenticator else { return names }
        guard let node = line.node else { return nil }
        if let known = names[name] { return known == node ? names : nil }
        if names.values.contains(node) { return nil }
        var result = names
        result[name] = node
        return result
    }
}

extension Step {
    fileprivate var isInterruption: Bool {
        if case .interrupt = self { true } else { false }
    }
}
