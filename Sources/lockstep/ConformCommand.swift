import ArgumentParser
import Conformance
import Foundation
import ProtocolModel
import Reporting

struct ConformCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conform",
        abstract: "Say whether a model allows what an implementation did, by its log.",
        discussion: """
            The log has a JSON object on each line: what a party did, as far as the log knows it. Only `party` and `event` have to be there:

              {"party":"Initiator","event":"update","authenticator":"5e1c"}
              {"party":"Responder","event":"receive","epoch":2}

            What the network does between two lines is not in the log. If the model does not allow the log, the first line that it does not \
            allow is named, with the rows that were tried and the conditions that refused. Sources/Conformance/README.md describes the format \
            and what is taken to have happened unobserved; `lockstep rehearse --log` writes logs of real runs.

            Exit status: 0 the model allows the log; 1 it does not; 2 unusable input; 3 undecided within the limit.

            Examples:
              lockstep conform Models/mls-tls.md run.jsonl --profile half-open
              lockstep conform Models/mls-tls.md run.jsonl --reading Initiator.resend=kept
              lockstep conform Models/mls-tls.md client.jsonl --observed Initiator --trace run.json
            """)

    @Argument(help: "A model document.")
    var model: String

    @Argument(help: "The log: JSON lines.")
    var log: String

    @Option(help: "The network profile (may be given several times); without it every profile is tried.")
    var profile: [String] = []

    @Option(help: "Fix a reading: Role.reading=option (may be given several times).")
    var reading: [String] = []

    @Option(help: "A party whose lines are in the log (may be given several times); without it the lines of all parties are.")
    var observed: [String] = []

    @Option(help: "The most explanations to keep at a time.")
    var limit = 100_000

    @Option(help: "Save a run of the model that explains the log, for `lockstep replay`.")
    var trace: String?

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    /// What came of one profile.
    private struct Attempt {
        var profile: NetworkProfile
        var validator: Validator
        var allowed: Int
        var refusal: Refusal?
        var undecided: Int?
    }

    func run() throws {
        guard let document = try Documents.read([model]).first?.document else { return }
        let model = document.model
        for name in profile where !model.profiles.contains(where: { $0.name == name }) {
            fail("\(self.model): error: no profile '\(name)'; it has \(model.profiles.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        let lines = try read()
        let options = Validator.Options(
            readings: try ReadingOptions.parse(reading, model, self.model), observed: try parties(model), limit: limit)
        var attempts: [Attempt] = []
        for candidate in model.profiles where profile.isEmpty || profile.contains(candidate.name) {
            let attempt = try attempt(model, candidate, options, lines)
            if attempt.refusal == nil, attempt.undecided == nil {
                try conclude(attempt, lines, options)
                return
            }
            attempts.append(attempt)
        }
        if let undecided = attempts.first(where: { $0.undecided != nil }) {
            print("\(log): undecided for \(self.model), \(undecided.profile.name)")
            Console.error(
                "\(log): line \(undecided.undecided ?? 0): more than \(limit) explanations of the lines so far; raise --limit or fix readings with --reading")
            throw ExitStatus.noVerdict
        }
        try explain(attempts, lines)
    }

    private func attempt(
        _ model: ProtocolModel, _ profile: NetworkProfile, _ options: Validator.Options, _ lines: [LogReader.Line]
    ) throws -> Attempt {
        var attempt: Attempt
        switch Result(catching: { () throws(EvaluationError) in try Validator(model, profile, options) }) {
        case .success(let validator): attempt = Attempt(profile: profile, validator: validator, allowed: 0)
        case .failure(let error):
            fail("\(self.model): error: \(ErrorText.text(error, in: model))")
            throw ExitStatus.unusableInput
        }
        for line in lines {
            switch Result(catching: { () throws(LogError) in try attempt.validator.take(line) }) {
            case .success(.allowed): attempt.allowed += 1
            case .success(.undecided):
                attempt.undecided = line.number
                return attempt
            case .success(.refused(let refusal)):
                attempt.refusal = refusal
                return attempt
            case .failure(let error):
                fail("\(log): \(LogErrorText.text(error))")
                throw ExitStatus.unusableInput
            }
        }
        return attempt
    }

    private func conclude(_ attempt: Attempt, _ lines: [LogReader.Line], _ options: Validator.Options) throws {
        let text = ConformanceText(model: attempt.validator.model, profile: attempt.profile)
        print("\(log): \(count(lines.count)) conform to \(model), \(attempt.profile.name)")
        let necessary = attempt.validator.necessaryReadings
        if !necessary.isEmpty { print("  only where read as: \(text.text(necessary))") }
        if let example = attempt.validator.exampleReadings, example.decided != necessary, !example.decided.isEmpty {
            print("  for example as: \(text.text(example.decided))")
        }
        guard let trace, let example = attempt.validator.exampleReadings else { return }
        try save(attempt, example.assignment, lines, options, trace)
    }

    /// Goes through the log again with the readings fixed and keeps the steps.
    private func save(
        _ attempt: Attempt, _ readings: ReadingAssignment, _ lines: [LogReader.Line], _ options: Validator.Options, _ file: String
    ) throws {
        var options = options
        options.readings = readings.options.mapValues { [$0] }
        options.keepsWay = true
        let model = attempt.validator.model
        let again = try self.attempt(model, attempt.profile, options, lines)
        guard again.allowed == lines.count, let steps = again.validator.explanation else {
            print("  undecided with these readings alone: no run to save")
            throw ExitStatus.noVerdict
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            let saved = Trace(model: model, profile: attempt.profile, readings: readings, steps: steps)
            try encoder.encode(saved).write(to: URL(fileURLWithPath: file))
        } catch {
            fail("lockstep: \(file): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        Console.error("saved in \(file): a run of \(steps.count) steps that explains the log")
    }

    private func explain(_ attempts: [Attempt], _ lines: [LogReader.Line]) throws {
        for attempt in attempts {
            print("\(log): does not conform to \(model), \(attempt.profile.name): the first \(count(attempt.allowed)) of \(lines.count) do")
        }
        // In the profile that gets furthest.
        guard let best = attempts.max(by: { $0.allowed < $1.allowed }), let refusal = best.refusal else { return }
        print("\nIn \(best.profile.name):")
        print(ConformanceText(model: best.validator.model, profile: best.profile).text(refusal))
        if let error = best.validator.modelError {
            fail("\(model): a row could not be carried out on the way: \(ErrorText.text(error, in: best.validator.model))")
        }
        throw ExitStatus.verdictDiffers
    }

    // MARK: Input

    private func read() throws -> [LogReader.Line] {
        guard let data = FileManager.default.contents(atPath: log) else {
            fail("lockstep: \(log): no such file, or it cannot be read")
            throw ExitStatus.unusableInput
        }
        switch Result(catching: { () throws(LogError) in try LogReader.read(data) }) {
        case .success(let lines): return lines
        case .failure(let error):
            fail("\(log): \(LogErrorText.text(error))")
            throw ExitStatus.unusableInput
        }
    }

    private func parties(_ model: ProtocolModel) throws -> Set<Int>? {
        if observed.isEmpty { return nil }
        let instances = model.instances
        return Set(
            try observed.map { name in
                guard let index = instances.firstIndex(where: { $0.name == name }) else {
                    fail("\(self.model): error: --observed \(name): the parties are \(instances.map(\.name).joined(separator: ", "))")
                    throw ExitStatus.unusableInput
                }
                return index
            })
    }

    private func count(_ lines: Int) -> String { lines == 1 ? "1 line" : "\(lines) lines" }

    private func fail(_ text: String) { Console.error(text) }
}
