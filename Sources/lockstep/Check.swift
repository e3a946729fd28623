import ArgumentParser
import Explorer
import Foundation
import ModelDocument
import ProtocolModel
import Reporting

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify every property in every network profile.",
        discussion: """
            Explores every reachable state of every document, in every combination of readings, and prints a table of verdicts, \
            the conditions on the readings under which a property fails, and the shortest counterexample for each failure.

            Examples:
              lockstep check Models
              lockstep check Models/mls-tls.md --profile connection --property recoverable
              lockstep check Models/mls-tls.md --reading Initiator.resend=fresh
              lockstep check Models/mls-tls.md --property agreement --trace fork.json
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Option(help: "Only this network profile (may be given several times).")
    var profile: [String] = []

    @Option(help: "Only this property (may be given several times).")
    var property: [String] = []

    @Option(help: "Fix a reading: Role.reading=option (may be given several times).")
    var reading: [String] = []

    @Flag(help: "The table of verdicts only, without counterexamples.")
    var brief = false

    @Option(help: "Save the counterexamples as JSON: the first one into a file, or all of them into a directory.")
    var trace: String?

    @Option(help: "The most states to store in one exploration.")
    var maxStates = 20_000_000

    @Option(help: "The most memory, in MiB, that one exploration may use.")
    var memory = 8192

    func validate() throws {
        if maxStates < 1 { throw ValidationError("--max-states must be at least 1.") }
        if memory < 1 { throw ValidationError("--memory must be at least 1.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        Interruption.shared.listen()
        var differs = false
        var undecided = false
        var traces: [(name: String, trace: Trace)] = []
        for (index, (file, document)) in documents.enumerated() {
            let report = try check(file, document)
            if index > 0 { print("\n") }
            print(report.table())
            if !brief {
                let stories = report.stories()
                if !stories.isEmpty { print("\n" + stories) }
            }
            differs = differs || report.differs
            undecided = undecided || report.isUndecided
            traces += savable(file, report)
            if Interruption.shared.isRequested { break }
        }
        try save(traces)
        summarise(documents.count, differs: differs, undecided: undecided)
        if differs { throw ExitStatus.verdictDiffers }
        if undecided { throw ExitStatus.noVerdict }
    }

    private func check(_ file: String, _ document: ModelDocument) throws -> DocumentReport {
        var model = document.model
        try select(&model, file)
        let explorer = Explorer(
            model: model, limits: ExplorationLimits(states: maxStates, memory: memory << 20),
            fixedReadings: try ReadingOptions.parse(reading, model, file))
        var profiles: [DocumentReport.Profile] = []
        for (index, candidate) in model.profiles.enumerated()
        where profile.isEmpty || profile.contains(candidate.name) {
            profiles.append(try explore(index, explorer, ProgressLine(title: "\(file), \(candidate.name)"), file))
            if Interruption.shared.isRequested { break }
        }
        return DocumentReport(name: file, model: model, profiles: profiles)
    }

    private func explore(
        _ index: Int, _ explorer: Explorer, _ line: ProgressLine, _ file: String
    ) throws -> DocumentReport.Profile {
        let start = ContinuousClock.now
        let result = Result { () throws(ExplorerError) in
            try explorer.check(profile: index) { progress in
                line.update(progress)
                return !Interruption.shared.isRequested
            }
        }
        line.clear()
        let elapsed = (ContinuousClock.now - start).components
        switch result {
        case .success(let report):
            return DocumentReport.Profile(
                report: report, seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
        case .failure(.unsupported(let what)):
            Console.error("\(file): error: the explorer cannot handle \(what)")
        case .failure(.evaluation(let error)):
            Console.error("\(file): error: \(ErrorText.text(error, in: explorer.model))")
        }
        throw ExitStatus.unusableInput
    }

    /// Leaves out the properties that are not asked for.
    private func select(_ model: inout ProtocolModel, _ file: String) throws {
        for name in profile where !model.profiles.contains(where: { $0.name == name }) {
            Console.error("\(file): error: no profile '\(name)'; it has \(model.profiles.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        for name in property where !model.properties.contains(where: { $0.name == name }) {
            Console.error("\(file): error: no property '\(name)'; it has \(model.properties.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        if property.isEmpty { return }
        for index in model.properties.indices where !property.contains(model.properties[index].name) {
            model.properties[index].expected = [:]
        }
    }

    private func savable(_ file: String, _ report: DocumentReport) -> [(String, Trace)] {
        let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        return report.profiles.flatMap { profile in
            profile.report.verdicts.flatMap { verdict in
                (verdict.failures.compactMap(\.trace) + [verdict.witness].compactMap { $0 }).map { trace in
                    let parts = [stem, trace.profile, trace.property ?? "", trace.outcome?.rawValue ?? ""]
                    return (parts.joined(separator: ".").replacingOccurrences(of: " ", with: "-") + ".json", trace)
                }
            }
        }
    }

    private func save(_ traces: [(name: String, trace: Trace)]) throws {
        guard let trace else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: trace, isDirectory: &isDirectory)
        do {
            if trace.hasSuffix("/") || (exists && isDirectory.boolValue) {
                try FileManager.default.createDirectory(atPath: trace, withIntermediateDirectories: true)
                for (name, one) in traces {
                    try encoder.encode(one).write(to: URL(fileURLWithPath: trace).appendingPathComponent(name))
                }
                Console.error("\(traces.count) traces saved in \(trace)")
            } else if let (_, first) = traces.first {
                try encoder.encode(first).write(to: URL(fileURLWithPath: trace))
                let others = traces.count > 1 ? "; \(traces.count - 1) more: name a directory, \(trace)/, to save all" : ""
                Console.error("saved in \(trace): \(first.property ?? "") in \(first.profile)\(others)")
            } else {
                Console.error("no counterexample to save")
            }
        } catch {
            Console.error("lockstep: \(trace): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
    }

    private func summarise(_ count: Int, differs: Bool, undecided: Bool) {
        let documents = count == 1 ? "1 document" : "\(count) documents"
        if differs {
            print("\n\(documents): at least one verdict is not as its document expects, see (!)")
        } else if undecided {
            print("\n\(documents): not every verdict was reached within the limits")
        } else {
            print("\n\(documents): every verdict is as the document expects")
        }
    }
}
