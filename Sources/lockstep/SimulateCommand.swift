import ArgumentParser
import Foundation
import ModelDocument
import Pages
import ProtocolModel
import Rehearsal
import Reporting
import Simulator

enum SimulationFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case csv
}

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Seeded runs in virtual time: how often, how long, how much.",
        discussion: """
            Runs a document on a network with latencies, losses, outages and workloads, and says how long updates take, how long the parties are out of step, \
            what is lost. The same seed gives the same runs on every machine and with any number of threads. Every step is one of the interpreter; what a run shows of a \
            property is counted, with the confidence interval of its share. Runs are samples: they find, they do not verify.

            Settings (--set NAME=VALUE):
            \(Scenario.settings.map { "  \($0.name): \($0.values)" }.joined(separator: "\n"))

            Examples:
              lockstep simulate Models/mls-tls.md --set latency=100ms --set loss=2%
              lockstep simulate Models/mls-tls.md Models/mls-tls-repaired.md --set 'outage=exponential(5s)' --sweep outages=0..20/h --plot step.svg
              lockstep simulate Models/mls-tls.md --scenario mobile --html mobile.html
              lockstep simulate Models/mls-tls-2026-02.md --runs 1000 --random-readings --shorten 5 --trace found
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Option(help: "The network profile; where none is named that of the scenario, the first whose connections break, or the first.")
    var profile: String?

    @Option(help: "The scenario of each document with this name (its section 'Scenarios'); --set adds to it.")
    var scenario: String?

    @Flag(help: "List the scenarios of the documents, and simulate nothing.")
    var listScenarios = false

    @Option(name: .customLong("set"), help: "A setting of the scenario: loss=2% (may be given several times).")
    var settings: [String] = []

    @Option(help: "Fix a reading: Role.reading=option (may be given several times). Others are taken in their first option.")
    var reading: [String] = []

    @Flag(help: "Each run draws the readings that are not fixed.")
    var randomReadings = false

    @Option(help: "How many messages may be in flight in one direction, in place of what the document says.")
    var capacity: Int?

    @Option(help: "How many runs.")
    var runs = 100

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    @Option(help: "How many threads; as many as there are cores where nothing is said. The results are the same.")
    var threads: Int?

    @Option(help: "Let one setting take several values: loss=0..10%.")
    var sweep: String?

    @Option(help: "How many values a sweep has.")
    var points = 6

    @Option(help: "The measure that a sweep shows and a plot draws, by its name in the text output.")
    var measure = "out of step"

    @Option(help: "Draw the measure over the sweep into this SVG file.")
    var plot: String?

    @Option(help: "How many runs that show a property are shortened; the shortest result is told.")
    var shorten = 0

    @Option(help: "Save the shortened runs as traces in this directory.")
    var trace: String?

    @Option(help: "Save the shortened runs into a directory, one file for each, for `lockstep regress`: DIR/document/profile.property.outcome.json.")
    var saveRegressions: String?

    @Flag(help: "Tell the shortened runs.")
    var story = false

    @Flag(
        help: """
            Act the first 2,000 steps of run 0 out with real MLS messages, keys and records and say how long the parties' steps take on this machine; \
            a disagreement of model and cryptography fails.
            """)
    var rehearse = false

    @Option(help: "Write tables and plots as one HTML file, which fetches nothing.")
    var html: String?

    @Option(help: "The MLS cipher suite that sizes of messages and times are measured with: 1, 2, 3, 5 or 7.")
    var suite: UInt16 = 1

    @Option(help: "The format of the output: text, json (Sources/Reporting/simulation.schema.json) or csv.")
    var format = SimulationFormat.text

    func validate() throws {
        if !(1...10_000_000).contains(runs) { throw ValidationError("--runs must be from 1 to 10,000,000.") }
        if !(2...1000).contains(points) { throw ValidationError("--points must be from 2 to 1000.") }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be from 1 to 1024.") }
        if let capacity, !(1...100).contains(capacity) { throw ValidationError("--capacity must be from 1 to 100.") }
        if !(0...1000).contains(shorten) { throw ValidationError("--shorten must be from 0 to 1000.") }
        if plot != nil, sweep == nil { throw ValidationError("--plot draws a sweep; say which with --sweep.") }
        if trace != nil || story || saveRegressions != nil, shorten == 0 { throw ValidationError("--trace, --story and --save-regressions need --shorten.") }
        if saveRegressions != nil, capacity != nil { throw ValidationError("--save-regressions is about the document as it is, without --capacity.") }
        if ![1, 2, 3, 5, 7].contains(suite) { throw ValidationError("--suite must be 1, 2, 3, 5 or 7.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        if listScenarios { return list(documents) }
        Interruption.shared.listen()
        var reports: [SimulationReport] = []
        // Told at the end, after all that can go wrong.
        var lines: [String] = []
        for (file, document) in documents {
            for value in try sweepValues(file) {
                if Interruption.shared.isRequested { break }
                let (report, stories) = try simulate(file, document, value)
                lines += stories
                if sweep == nil { lines += (reports.isEmpty ? [] : [""]) + SimulationText.render(report) }
                reports.append(report)
            }
        }
        try output(reports, lines)
        if reports.contains(where: { !$0.failures.isEmpty }) { throw ExitStatus.verdictDiffers }
    }

    private func list(_ documents: [(file: String, document: ModelDocument)]) {
        for (index, (file, document)) in documents.enumerated() {
            if index > 0 { print("") }
            print(document.scenarios.isEmpty ? "\(file): no scenarios" : file)
            for scenario in document.scenarios {
                let settings = scenario.written.joined(separator: "; ")
                print("  \(scenario.name)\(scenario.profile.map { " (\($0))" } ?? ""): \(settings.isEmpty ? "every setting as it is where nothing is said" : settings)")
                if !scenario.meaning.isEmpty { print("      \(scenario.meaning)") }
            }
        }
    }

    /// The scenario that the command line names, or an empty one.
    private func named(_ file: String, _ document: ModelDocument) throws -> Scenario {
        guard let scenario else { return Scenario() }
        if let found = document.scenarios.first(where: { $0.name == scenario }) { return found }
        let there = document.scenarios.isEmpty ? "the document has none" : "there are \(document.scenarios.map(\.name).joined(separator: ", "))"
        Console.error("\(file): error: no scenario '\(scenario)'; \(there)")
        throw ExitStatus.unusableInput
    }

    private func sweepValues(_ file: String) throws -> [(name: String, value: Sweep.Value)?] {
        guard let sweep else { return [nil] }
        switch Result(catching: { () throws(ScenarioError) in try Sweep(sweep, points: points) }) {
        case .success(let found): return found.values.map { (found.name, $0) }
        case .failure(let error): throw refused(error, "--sweep", file)
        }
    }

    private func refused(_ error: ScenarioError, _ option: String, _ file: String) -> ExitCode {
        Console.error("\(file): error: \(option) \(error)")
        return ExitStatus.unusableInput
    }

    private func simulate(
        _ file: String, _ document: ModelDocument, _ swept: (name: String, value: Sweep.Value)?
    ) throws -> (report: SimulationReport, stories: [String]) {
        let model = document.model
        var scenario = try named(file, document)
        var network: NetworkProfile
        if let profile = profile ?? scenario.profile {
            guard let found = model.profiles.first(where: { $0.name == profile }) else {
                Console.error("\(file): error: no profile '\(profile)'; it has \(model.profiles.map(\.name).joined(separator: ", "))")
                throw ExitStatus.unusableInput
            }
            network = found
        } else {
            guard let found = model.profiles.first(where: { $0.interruption != .no }) ?? model.profiles.first else {
                Console.error("\(file): error: the document has no network profile")
                throw ExitStatus.unusableInput
            }
            network = found
        }
        if let capacity { network.capacity = capacity }
        for (option, text) in settings.map({ ("--set", $0) }) + (swept.map { [("--sweep", "\($0.name)=\($0.value.text)")] } ?? []) {
            if case .failure(let error) = Result(catching: { () throws(ScenarioError) in try scenario.set(text, in: model) }) {
                throw refused(error, option, file)
            }
        }
        let fixed = try ReadingOptions.parse(reading, model, file)
        var assignment = ReadingAssignment()
        for (choice, options) in fixed { assignment.options[choice] = options.first }
        let made = Result { () throws(SimulationError) in
            let simulation = try Simulation(
                model: model, profile: network, scenario: scenario, readings: randomReadings ? .random(fixed) : .fixed(assignment), seed: seed)
            let result = try simulation.run(
                count: runs, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, goesOn: { !Interruption.shared.isRequested })
            return (simulation, result, try simulation.findings(result, shortening: shorten))
        }
        switch made {
        case .success(let (simulation, result, findings)):
            let stories = try save(findings, model, file)
            var report = SimulationReport(
                document: file, simulation: simulation, readings: readingText(model, fixed), result: result,
                findings: findings, sizes: WireSizes.measure(simulation, suite: suite))
            if rehearse { try measureCryptography(simulation, &report, file) }
            report.swept = swept?.value.text
            report.sweptValue = swept?.value.number
            return (report, stories)
        case .failure(.scenario(let error)): throw refused(error, "--set", file)
        case .failure(.tooLarge(let what)):
            Console.error("\(file): error: the model cannot be simulated: \(what)")
            throw ExitStatus.unusableInput
        case .failure(.evaluation(let error)):
            Console.error("\(file): error: \(ErrorText.text(error, in: model))")
            throw ExitStatus.unusableInput
        }
    }

    private func measureCryptography(_ simulation: Simulation, _ report: inout SimulationReport, _ file: String) throws {
        switch Result(catching: { () throws(RehearsalError) in try CryptographyTimes.measure(simulation, suite: suite) }) {
        case .success(let times): report.add(times.steps, mean: times.mean)
        case .failure(let error):
            Console.error("\(file): \(RehearsalText.text(error, in: simulation.model))")
            throw ExitStatus.verdictDiffers
        }
    }

    private func readingText(_ model: ProtocolModel, _ fixed: [ReadingChoice: [Int]]) -> String {
        if model.readingChoices.isEmpty { return "none" }
        return (reading + [randomReadings ? "others drawn by each run" : "others first"]).joined(separator: ", ")
    }

    private func save(_ findings: [Finding], _ model: ProtocolModel, _ file: String) throws -> [String] {
        var stories: [String] = []
        if let saveRegressions { try RegressionFiles.save(findings.compactMap(\.trace).filter { $0.outcome != .holds }, of: model, document: file, in: saveRegressions) }
        for finding in findings {
            guard let found = finding.trace else { continue }
            if story {
                let title = "\(model.properties[finding.property].name), from run \(finding.first?.run ?? 0) and others, shortened"
                stories += [StoryText.render(found, in: model, titles: [title], reasons: []), ""]
            }
            guard let trace else { continue }
            let base = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            let name = "\(base).\(found.profile).\(model.properties[finding.property].name).json".map { $0 == " " || $0 == "/" ? "-" : String($0) }.joined()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            do {
                try FileManager.default.createDirectory(atPath: trace, withIntermediateDirectories: true)
                try write(try encoder.encode(found), to: "\(trace)/\(name)")
            } catch let error as ExitCode {
                throw error
            } catch {
                Console.error("lockstep: \(trace): cannot be written: \(error.localizedDescription)")
                throw ExitStatus.unusableInput
            }
        }
        return stories
    }

    private func write(_ data: Data, to path: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path))
        } catch {
            Console.error("lockstep: \(path): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
    }

    private func output(_ reports: [SimulationReport], _ lines: [String]) throws {
        let parameter = sweep.map { String($0.prefix { $0 != "=" }) } ?? ""
        if sweep != nil, let first = reports.first, first.figure(measure) == nil {
            Console.error("lockstep: --measure \(measure): no such measure; there are \(first.figures.map(\.name).joined(separator: "; "))")
            throw ExitStatus.unusableInput
        }
        if let html { try write(Data(SimulationPage(reports, parameter: parameter, measure: measure).html.utf8), to: html) }
        if let plot { try write(Data(SimulationPlot(reports, measure: measure, parameter: parameter).svg().utf8), to: plot) }
        switch format {
        case .text:
            if !lines.isEmpty { print(lines.joined(separator: "\n")) }
            if sweep != nil { print(SimulationText.curve(reports, measure: measure, parameter: parameter).joined(separator: "\n")) }
        case .csv: print(SimulationText.csv(reports).joined(separator: "\n"))
        case .json: print(String(decoding: try SimulationBook(reports, parameter: sweep == nil ? nil : parameter).json(), as: UTF8.self))
        }
    }
}
