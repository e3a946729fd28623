import Conformance
import ProtocolModel
import Testing

/// Logs of runs conform, whatever is left out of them.
struct RunTests {
    static let seeds: [UInt64] = [1, 2, 3]

    @Test(arguments: Subject.all, seeds)
    func runsConformUnderTheirReadings(_ subject: Subject, seed: UInt64) throws {
        let run = try Run(subject, seed: seed, steps: 200)
        #expect(try verdict(on: run.log, subject, Validator.Options(readings: run.fixed)).verdict == .allowed, "seed \(seed)")
    }

    @Test(arguments: Subject.all, seeds)
    func runsConformWithoutGivenReadings(_ subject: Subject, seed: UInt64) throws {
        let run = try Run(subject, seed: seed, steps: 200)
        let (verdict, validator) = try verdict(on: run.log, subject)
        #expect(verdict == .allowed, "seed \(seed)")
        // The readings that the log cannot do without are among those of the run.
        for literal in validator.necessaryReadings {
            let option = run.interpreter.readings.option(role: literal.choice.role, reading: literal.choice.reading)
            #expect(literal.options.contains(option), "seed \(seed)")
        }
    }

    @Test(arguments: Subject.all, seeds)
    func whatIsLeftOutIsUnknown(_ subject: Subject, seed: UInt64) throws {
        let run = try Run(subject, seed: seed, steps: 100)
        var dice = Dice(seed)
        let log = run.log.map { $0.thinned(&dice) }
        #expect(try verdict(on: log, subject, Validator.Options(readings: run.fixed)).verdict == .allowed, "seed \(seed)")
    }

    @Test(arguments: Subject.all, seeds)
    func theLogOfOnePartyConforms(_ subject: Subject, seed: UInt64) throws {
        let run = try Run(subject, seed: seed, steps: 60)
        let instances = subject.model.instances
        var undecided = 0
        for party in instances.indices {
            let log = run.log.filter { $0.party == instances[party].name }
            let options = Validator.Options(readings: run.fixed, observed: [party], limit: 3000)
            let verdict = try verdict(on: log, subject, options).verdict
            if case .refused(let line) = verdict { Issue.record("seed \(seed), \(instances[party].name): line \(line) is refused") }
            if case .undecided = verdict { undecided += 1 }
        }
        #expect(undecided == 0, "seed \(seed)")
    }

    /// What is found to explain a log is a run of the model with that log.
    @Test(arguments: Subject.all, seeds)
    func explanationsAreRuns(_ subject: Subject, seed: UInt64) throws {
        let run = try Run(subject, seed: seed, steps: 100)
        var dice = Dice(seed)
        let log = run.log.map { $0.thinned(&dice) }
        let (_, validator) = try verdict(on: log, subject, Validator.Options(readings: run.fixed, keepsWay: true))
        let steps = try #require(validator.explanation)
        let trace = Trace(model: subject.model, profile: subject.profile, readings: run.interpreter.readings, steps: steps)
        let matching = Matching(subject.model)
        let found = ConformanceLog.events(of: try Replay(trace, in: subject.model)) { matching.authenticator($0, $1) }
        try #require(found.count == log.count, "seed \(seed)")
        for (said, found) in zip(log, found) { #expect(said.isCompatible(with: found), "seed \(seed)") }
    }
}

extension LogEvent {
    /// The event with each optional part left out half of the time.
    func thinned(_ dice: inout Dice) -> LogEvent {
        var result = self
        if Bool.random(using: &dice) { result.arguments = nil }
        if Bool.random(using: &dice) { result.fields = nil }
        if Bool.random(using: &dice) {
            result.message = nil
            result.fields = nil
        }
        if Bool.random(using: &dice) { result.from = nil }
        if Bool.random(using: &dice) { result.sent = nil }
        if Bool.random(using: &dice) { result.row = nil }
        if Bool.random(using: &dice) { result.state = nil }
        if Bool.random(using: &dice) { result.epoch = nil }
        if Bool.random(using: &dice) { result.authenticator = nil }
        return result
    }

    /// Whether an event that says everything is one that this one can be about, authenticators aside.
    func isCompatible(with full: LogEvent) -> Bool {
        party == full.party && event == full.event && (arguments == nil || arguments == full.arguments)
            && (message == nil || message == full.message) && (from == nil || from == full.from)
            && (fields == nil || fields == full.fields) && (sent == nil || sent == full.sent) && (row == nil || row == full.row)
            && (state == nil || state == full.state) && (epoch == nil || epoch == full.epoch)
    }
}
