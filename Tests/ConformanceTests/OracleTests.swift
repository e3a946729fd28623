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
    private let matching: Matching

    init(_ interpreter: Interpreter) {
        self.interpreter = interpreter
        matching = Matching(interpreter.model)
    }

    /// A line of the run, and the epoch that the party is in.
    private struct Line {
        var event: LogEvent
        var node: Node?
    }

    func explains(_ log: [LogEvent]) throws -> Bool {
        try explains(log[...], from: interpreter.initialState(), names: [:], owed: [:])
    }

    private func explains(
        _ log: ArraySlice<LogEvent>, from state: GlobalState, names: [String: Node], owed: [String: Line]
    ) throws -> Bool {
        guard let next = log.first else { return true }
        if let line = owed[next.party] {
            guard let names = bind(next, line, names) else { return false }
            var rest = owed
            rest[next.party] = nil
            return try explains(log.dropFirst(), from: state, names: names, owed: rest)
        }
        for transition in try interpreter.transitions(from: state) {
            let lines = ConformanceLog.events(of: transition, from: state, in: interpreter).map { event in
                Line(event: event, node: interpreter.instances.firstIndex { $0.name == event.party }.flatMap { matching.node($0, transition.target) })
            }
            if lines.isEmpty {
                if try explains(log, from: transition.target, names: names, owed: owed) { return true }
                continue
            }
            if lines.contains(where: { owed[$0.event.party] != nil }) { continue }
            for (index, line) in lines.enumerated() where line.event.party == next.party {
                guard let names = bind(next, line, names) else { continue }
                var debts = owed
                for (other, debt) in lines.enumerated() where other != index { debts[debt.event.party] = debt }
                if try explains(log.dropFirst(), from: transition.target, names: names, owed: debts) { return true }
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
