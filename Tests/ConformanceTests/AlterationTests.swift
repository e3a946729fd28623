import Conformance
import ProtocolModel
import Testing

/// Logs with one event altered do not conform. Each alteration contradicts the rest of the log by construction, whatever the readings are.
struct AlterationTests {
    static let seeds: [UInt64] = [1, 2]

    /// A run whose log is altered; lines are counted from 0.
    struct Case {
        var run: Run
        var dice: Dice
        var log: [LogEvent] { run.log }
        var model: ProtocolModel { run.subject.model }

        init(_ subject: Subject, _ seed: UInt64) throws {
            run = try Run(subject, seed: seed, steps: 120)
            dice = Dice(seed)
        }

        func role(_ event: LogEvent) -> Role? {
            model.instances.first { $0.name == event.party }.map { model.roles[$0.role] }
        }

        func row(_ event: LogEvent) -> Row? { role(event)?.rows.first { $0.name == event.row } }

        /// The state of the party of a line before that line, in a log.
        func stateBefore(_ index: Int, in log: [LogEvent]) -> String? {
            log[..<index].last { $0.party == log[index].party }?.state ?? role(log[index])?.states[0].name
        }

        /// Whether the row of the line is a row of the state that the lines before it say.
        func isRow(_ index: Int, ofStateIn log: [LogEvent]) -> Bool {
            guard let row = row(log[index]), let role = role(log[index]), let state = stateBefore(index, in: log) else { return true }
            return row.states.contains { role.states[$0].name == state }
        }

        mutating func pick(_ condition: (Int) -> Bool) -> Int? {
            log.indices.filter(condition).randomElement(using: &dice)
        }

        /// Without readings and with those of the run.
        func verdicts(_ altered: [LogEvent]) throws -> [Verdict] {
            [
                try verdict(on: altered, run.subject).verdict,
                try verdict(on: altered, run.subject, Validator.Options(readings: run.fixed)).verdict,
            ]
        }
    }

    /// An authenticator that stands beside two numbers.
    @Test(arguments: Subject.all, seeds)
    func anotherEpochNumber(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let log = it.log
        let uses = Dictionary(grouping: log.indices.filter { log[$0].epoch != nil }, by: { log[$0].authenticator })
        guard let line = it.pick({ log[$0].epoch != nil && (uses[log[$0].authenticator]?.count ?? 0) > 1 }) else { return }
        var altered = log
        altered[line].epoch? += 1
        // The row and the state would give it away, too.
        for index in altered.indices {
            altered[index].row = nil
            altered[index].state = nil
            altered[index].sent = nil
            altered[index].fields = nil
        }
        for verdict in try it.verdicts(altered) {
            guard case .refused(let found) = verdict else {
                Issue.record("seed \(seed): line \(line + 1) is not noticed")
                continue
            }
            let last = uses[log[line].authenticator]?.last ?? line
            #expect(found <= max(last, line) + 1, "seed \(seed)")
        }
    }

    /// An authenticator in place of that of an epoch with another number; both stand elsewhere too.
    @Test(arguments: Subject.all, seeds)
    func anotherEpochsAuthenticator(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let log = it.log
        func lines(with authenticator: String?) -> Int { log.count { $0.authenticator == authenticator } }
        guard let line = it.pick({ log[$0].epoch != nil && lines(with: log[$0].authenticator) > 1 }),
            let other = it.pick({ log[$0].epoch != nil && log[$0].epoch != log[line].epoch })
        else { return }
        var altered = log
        altered[line].authenticator = log[other].authenticator
        for index in altered.indices {
            altered[index].row = nil
            altered[index].state = nil
            altered[index].sent = nil
            altered[index].fields = nil
        }
        for verdict in try it.verdicts(altered) {
            guard case .refused = verdict else {
                Issue.record("seed \(seed): line \(line + 1) is not noticed")
                continue
            }
        }
    }

    /// A state that the row does not lead to.
    @Test(arguments: Subject.all, seeds)
    func anotherState(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let (log, roles) = (it.log, it.log.map { it.role($0) })
        // In some documents every role has one state only, and none can be taken for another.
        guard subject.model.roles.contains(where: { $0.states.count > 1 }) else { return }
        let line = try #require(it.pick { log[$0].row != nil && (roles[$0]?.states.count ?? 0) > 1 })
        let names = roles[line]?.states.map(\.name) ?? []
        let states = names.filter { $0 != log[line].state }
        var altered = log
        altered[line].state = states.randomElement(using: &it.dice)
        #expect(try it.verdicts(altered) == [.refused(line + 1), .refused(line + 1)], "seed \(seed)")
    }

    /// A message that the row does not answer.
    @Test(arguments: Subject.all, seeds)
    func anotherMessage(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let (log, rows) = (it.log, it.log.map { it.row($0) })
        // In some documents there is one message only.
        if subject.model.messages.count == 1 { return }
        guard let line = it.pick({ log[$0].message != nil && rows[$0].map { !$0.triggers.contains(.anyMessage) } ?? false }),
            let row = rows[line]
        else { return }
        let others = subject.model.messages.indices.filter { !row.triggers.contains(.message($0)) }
        let other = try #require(others.randomElement(using: &it.dice))
        var altered = log
        altered[line].message = subject.model.messages[other].name
        altered[line].fields = nil
        #expect(try it.verdicts(altered) == [.refused(line + 1), .refused(line + 1)], "seed \(seed)")
    }

    /// One message more than the party sent: no row sends the same thing twice as often.
    @Test(arguments: Subject.all, seeds)
    func oneMessageMore(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let (log, rows) = (it.log, it.log.map { it.row($0) })
        let silent = log.indices.filter { index in rows[index].map { $0.actions == [.drop] } ?? false }
        guard let line = silent.randomElement(using: &it.dice) else { return }
        var altered = log
        altered[line].sent = [LogMessage(message: subject.model.messages[0].name)]
        #expect(try it.verdicts(altered) == [.refused(line + 1), .refused(line + 1)], "seed \(seed)")
    }

    /// Without the line the next row of the party is none of the state that it is in.
    @Test(arguments: Subject.all, seeds)
    func aLineRemoved(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let original = it
        func without(_ line: Int) -> (log: [LogEvent], next: Int)? {
            var altered = original.log
            let gone = altered.remove(at: line)
            guard let next = altered.indices.first(where: { $0 >= line && altered[$0].party == gone.party }),
                !original.isRow(next, ofStateIn: altered)
            else { return nil }
            return (altered, next)
        }
        guard let line = it.pick({ without($0) != nil }), let (altered, next) = without(line) else { return }
        for verdict in try it.verdicts(altered) {
            guard case .refused(let found) = verdict, found > line, found <= next + 1 else {
                Issue.record("seed \(seed): without line \(line + 1) the verdict is \(verdict)")
                continue
            }
        }
    }

    /// Of two lines of a party the second comes first, in a state that its row is not of.
    @Test(arguments: Subject.all, seeds)
    func twoLinesSwapped(_ subject: Subject, seed: UInt64) throws {
        var it = try Case(subject, seed)
        let original = it
        func swapped(_ line: Int) -> [LogEvent]? {
            let log = original.log
            guard let next = log.indices.first(where: { $0 > line && log[$0].party == log[line].party }) else { return nil }
            var altered = log
            altered.swapAt(line, next)
            return original.isRow(line, ofStateIn: altered) ? nil : altered
        }
        guard let line = it.pick({ swapped($0) != nil }), let altered = swapped(line) else { return }
        #expect(try it.verdicts(altered) == [.refused(line + 1), .refused(line + 1)], "seed \(seed)")
    }
}
