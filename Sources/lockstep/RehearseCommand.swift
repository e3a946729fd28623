import ArgumentParser
import Conformance
import Foundation
import ModelDocument
import ProtocolModel
import Rehearsal
import Reporting

struct RehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Act out random runs with real MLS messages, keys and records.",
        discussion: """
            Takes random steps through every profile of every document, in random readings, and acts each out with real cryptography. What the model \
            says and what MLS does must agree at every step; the first disagreement is told with the run that leads to it. Exit status 1 \
            if there is one.

            Examples:
              lockstep rehearse Models
              lockstep rehearse Models/mls-tls.md --profile half-open --walks 100 --steps 10000
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Option(help: "Only this network profile (may be given several times).")
    var profile: [String] = []

    @Option(help: "How many runs in each profile.")
    var walks = 10

    @Option(help: "How many steps in each run.")
    var steps = 1000

    @Option(help: "The seed of the first run; each further run takes the next.")
    var seed: UInt64 = 1

    @Option(help: "The MLS cipher suite: 1, 2, 3, 5 or 7.")
    var suite: UInt16 = 1

    @Option(help: "Write what the parties did in the first run into a file, as `lockstep conform` reads it.")
    var log: String?

    func validate() throws {
        if walks < 1 || steps < 1 { throw ValidationError("--walks and --steps must be at least 1.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        Interruption.shared.listen()
        var total = WalkReport()
        for (file, document) in documents {
            for candidate in document.model.profiles where profile.isEmpty || profile.contains(candidate.name) {
                var report = WalkReport()
                for walk in 0..<UInt64(walks) {
                    if Interruption.shared.isRequested { break }
                    let isFirst = total.runs + report.runs == 0
                    try act(document.model, candidate, seed: seed &+ walk, file, &report, log: isFirst ? log : nil)
                }
                print("\(file), \(candidate.name): \(report.text)")
                total.add(report)
            }
        }
        print("in total: \(total.text)")
    }

    private func act(
        _ model: ProtocolModel, _ profile: NetworkProfile, seed: UInt64, _ file: String, _ report: inout WalkReport,
        log: String?
    ) throws {
        var noted: [LogEvent] = []
        let result = RandomRehearsal(model: model, profile: profile, cipherSuite: suite, seed: seed)
            .run(steps: steps, goesOn: { _ in !Interruption.shared.isRequested }) { transition, before, rehearsal in
                guard log != nil else { return }
                noted += ConformanceLog.events(of: transition, from: before, in: rehearsal.interpreter) { party, _ in
                    rehearsal.epochAuthenticator(of: party)
                }
            }
        if let log { try write(noted, into: log) }
        report.add(result)
        guard let error = result.error else { return }
        Console.error("\(file), \(profile.name), seed \(seed): \(RehearsalText.text(error, in: model))")
        print(StoryText.render(result.trace, in: model, titles: ["\(model.title), \(profile.name), the run that led there"], reasons: []))
        throw ExitStatus.verdictDiffers
    }
}

extension RehearseCommand {
    private func write(_ events: [LogEvent], into log: String) throws {
        do {
            try LogWriter.text(events).write(to: URL(fileURLWithPath: log))
        } catch {
            Console.error("lockstep: \(log): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        Console.error("written into \(log): \(events.count) lines")
    }
}

/// What random rehearsals came to.
private struct WalkReport {
    var runs = 0
    var steps = 0
    var elapsed = Duration.zero
    var cryptography = Duration.zero
    var coincidences = 0

    mutating func add(_ result: RandomRehearsal.Outcome) {
        runs += 1
        steps += result.steps
        elapsed += result.elapsed
        cryptography += result.cryptography
        coincidences += result.coincidences
    }

    mutating func add(_ other: WalkReport) {
        runs += other.runs
        steps += other.steps
        elapsed += other.elapsed
        cryptography += other.cryptography
        coincidences += other.coincidences
    }

    var text: String {
        let seconds = elapsed / .seconds(1)
        let rate = seconds > 0 ? Int(Double(steps) / seconds) : 0
        let share = seconds > 0 ? Int((100 * (cryptography / elapsed)).rounded()) : 0
        let together = coincidences == 0 ? "" : " (\(coincidences) pairs of states are one in the cryptography: a change was applied in another state than its own)"
        return "\(runs == 1 ? "1 run" : "\(runs) runs"), \(steps) steps, all agree\(together); \(rate) steps a second, \(share) % of the time in cryptography"
    }
}
