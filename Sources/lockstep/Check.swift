import ArgumentParser
import Explorer
import Foundation
import ModelDocument
import ProtocolModel
import Prover
import Reporting

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify every property in every network profile.",
        discussion: """
            Explores every reachable state of every document, in every combination of readings, and prints a table of verdicts, \
            the conditions on the readings under which a property fails, and the shortest counterexample for each failure. Where that \
            is quick, Z3 gives a second opinion: properties of states are proved for runs of any length by an inductive invariant, \
            and short counterexamples are found without enumeration. Each line says which engine it comes from.

            Examples:
              lockstep check Models
              lockstep check Models/mls-tls.md --profile connection --property recoverable
              lockstep check Models/mls-tls.md --reading Initiator.resend=fresh
              lockstep check Models/mls-tls.md --property agreement --trace fork.json
              lockstep check Models/mls-tls.md --brief --save-regressions Models/Regressions
              lockstep check Models/mls-tls-2026-02.md --engine both --depth 7
              lockstep check Models --html verdicts.html
              lockstep check Models/mls-tls-2026-02.md --brief --fewest-faults
              lockstep check Models/mls-tls-repaired.md --engine prover --certificate certificates
              lockstep check Models --format json --output check.json
              lockstep check Models --sarif check.sarif --junit check.xml
              lockstep check Models/mls-tls.md --format itf --output traces/

            Exit status: 0 every verdict is as the document expects; 1 a verdict differs, or the engines disagree; 2 unusable input; 3 no \
            verdict within the limits.
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Option(help: "Only this network profile (may be given several times).")
    var profile: [String] = []

    @Option(help: "Only this property (may be given several times).")
    var property: [String] = []

    @Option(help: "Fix a reading: Role.reading=option (may be given several times).")
    var reading: [String] = []

    @Option(
        help: """
            What verifies: the explorer (every reachable state), the prover (Z3: proofs for runs of any length, counterexamples up to \
            --depth), both, which have to agree, or auto: the explorer, and the prover where that is quick.
            """)
    var engine = Engine.auto

    @Option(help: "The longest run that the prover looks for.")
    var depth = 8

    @Option(help: "The most seconds that the prover spends on one length of one property.")
    var queryTime = 30

    @Flag(
        help: ArgumentHelp(
            "Show the counterexamples with the fewest faults of the network, and of these the shortest.",
            discussion: """
                Faults are losses, duplications, reorderings (a message overtakes an older one) and interruptions; verdicts say how many a \
                counterexample has. The explorer compares all runs, the prover those of up to --depth steps.
                """))
    var fewestFaults = false

    @Option(help: "The most abstract states of an invariant that the prover looks for.")
    var maxAbstractStates = 250_000

    @Option(
        help: """
            Write what the prover proves into a directory: for each profile the invariant and its obligations as SMT-LIB 2, for \
            `lockstep verify-certificate` and for other solvers.
            """)
    var certificate: String?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @Flag(help: "The table of verdicts only, without counterexamples.")
    var brief = false

    @Flag(help: "Act every counterexample out with real MLS messages, keys and records; a disagreement of model and cryptography fails.")
    var rehearse = false

    @Option(help: "Save the counterexamples as JSON: the first one into a file, or all of them into a directory.")
    var trace: String?

    @Option(help: "Write the verdicts and every counterexample, step by step and acted out with real keys, as one HTML file.")
    var html: String?

    @Option(
        help: "Save every counterexample into a directory, one file for each, for `lockstep regress`: DIR/document/profile.property.outcome.json.")
    var saveRegressions: String?

    @Option(
        help: """
            Messages that every channel holds, instead of what the profiles say; the expectations of the document may then not be met. Not \
            with --trace, --html, --save-regressions or --certificate, which are about the document as it is.
            """)
    var capacity: Int?

    @Option(help: "The most states to store in one exploration.")
    var maxStates = 20_000_000

    @Option(help: "The most memory, in MiB, that one exploration may use.")
    var memory = 8192

    @Flag(
        inversion: .prefixedNo,
        help: "Let one state stand for all that differ from it by an exchange of identical parties, where that changes no answer.")
    var symmetry = true

    @Flag(
        help: """
            Explore of each state the steps of one party only, where these can stand for all (partial-order reduction). Needs a network without loss, \
            duplication and interruption and one combination of readings; preserves agreement, settled agreement, drift, invariant, never, \
            reachable, specified and decryptable, but not that runs are the shortest. What it does not preserve is not decided then.
            """)
    var partialOrder = false

    @Option(help: "The most threads that an exploration of one combination of readings uses. (default: all cores)")
    var threads: Int?

    @Option(help: "A directory to keep long explorations of one combination of readings in: ended in whatever way, they go on from there.")
    var checkpoint: String?

    @Option(help: "A directory whose disk takes the table of states when --memory is reached; it goes slower from then on, but on.")
    var spill: String?

    @Option(help: "How often what was explored is put there, in seconds.")
    var checkpointInterval = 60.0

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
        if !(checkpointInterval >= 0) { throw ValidationError("--checkpoint-interval must be at least 0.") }
        if let capacity {
            if !(1...100).contains(capacity) { throw ValidationError("--capacity must be from 1 to 100.") }
            if trace != nil || pagePath != nil || saveRegressions != nil || certificate != nil {
                throw ValidationError("--capacity cannot be used with --trace, --html, --save-regressions or --certificate.")
            }
        }
        if let spill {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: spill, isDirectory: &isDirectory), isDirectory.boolValue,
                FileManager.default.isWritableFile(atPath: spill)
            else { throw ValidationError("--spill: '\(spill)' is no directory that can be written.") }
        }
        if maxStates < 1 { throw ValidationError("--max-states must be at least 1.") }
        if depth < 0 || queryTime < 1 { throw ValidationError("--depth must be at least 0, --query-time at least 1.") }
        if maxAbstractStates < 1 { throw ValidationError("--max-abstract-states must be at least 1.") }
        if certificate != nil, engine == .explorer { throw ValidationError("--certificate needs the prover: --engine prover or both.") }
        if saveRegressions != nil, engine == .prover { throw ValidationError("--save-regressions needs the explorer.") }
        if memory < 1 { throw ValidationError("--memory must be at least 1.") }
        if output.format == .html, output.output == nil { throw ValidationError("--format html needs --output FILE.") }
        if engine == .prover, output.hasMachineFormat {
            throw ValidationError("Only text can be written with --engine prover; the other formats tell what the explorer found.")
        }
    }

    /// Where the interactive page goes.
    private var pagePath: String? { html ?? (output.format == .html ? output.output : nil) }

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        Interruption.shared.listen()
        if engine == .prover { return try prove(documents) }
        var differs = false
        var undecided = false
        var traces: [(name: String, trace: Trace)] = []
        var acted: [Rehearsals.Case] = []
        var page = pagePath.map { TracePage(path: $0) }
        var results: [DocumentResult] = []
        let text = output.makeTextOutput()
        for (index, (file, document)) in documents.enumerated() {
            let report = try check(file, document)
            if index > 0 { text.print("\n") }
            text.print(report.table())
            if !brief {
                let stories = report.stories()
                if !stories.isEmpty { text.print("\n" + stories) }
            }
            page?.add(report, document, file)
            let found = savable(file, report)
            traces += found
            if let saveRegressions {
                try RegressionFiles.save(counterexamples(report), of: document.model, document: file, in: saveRegressions)
            }
            let opinions = engine == .explorer ? [] : try secondOpinions(file, report, text)
            let result = report.result.with(opinions)
            differs = differs || result.conclusion == .differs
            undecided = undecided || result.isUndecided
            results.append(result)
            acted += found.map { Rehearsals.Case(name: $0.0, trace: $0.1, model: report.model, file: file) }
            if Interruption.shared.isRequested { break }
        }
        try save(traces)
        try page?.write()
        if rehearse { try Rehearsals(traces: acted).run(text.print) }
        text.print(summary(documents.count, differs: differs, undecided: undecided))
        try output.write(
            CheckResult(version: Lockstep.version, documents: results), text: text,
            traces: acted.filter { $0.trace.outcome != .holds }.compactMap(itfFile))
        if differs { throw ExitStatus.verdictDiffers }
        if undecided { throw ExitStatus.noVerdict }
    }

    /// Proves and looks for counterexamples with Z3 alone.
    private func prove(_ documents: [(file: String, document: ModelDocument)]) throws {
        var differs = false
        var undecided = false
        var traces: [(name: String, trace: Trace)] = []
        var acted: [Rehearsals.Case] = []
        var page = pagePath.map { TracePage(path: $0) }
        for (file, document) in documents {
            let known = traces.count
            var model = document.model
            try select(&model, file)
            let proofs = try proofs(model, file)
            let search = try boundedSearch(model, file)
            for (number, candidate) in model.profiles.enumerated() where profile.isEmpty || profile.contains(candidate.name) {
                let proof = try proofs.run(number)
                if let proof { print(proof.text) }
                differs = differs || proof?.differs ?? false
                let proved = proof?.proved ?? []
                var open = Set(model.properties.indices.filter { model.properties[$0].expected[number] != nil && !proved.contains($0) })
                for finding in try search.run(candidate, where: { !proved.contains($0) }) {
                    print(finding.text)
                    differs = differs || finding.differs
                    guard case .found(let trace)? = finding.outcome else { continue }
                    open = open.filter { model.properties[$0].name != trace.property }
                    if !brief { print(StoryText.render(trace, in: model, titles: [], reasons: []) + "\n") }
                    let name = fileName(file, trace)
                    traces.append((name, trace))
                    acted.append(Rehearsals.Case(name: name, trace: trace, model: model, file: file))
                }
                if !open.isEmpty {
                    undecided = true
                    print("\(file), \(candidate.name): no verdict by Z3: \(open.sorted().map { model.properties[$0].name }.joined(separator: ", "))")
                }
                if Interruption.shared.isRequested { break }
            }
            page?.add(traces[known...].map(\.trace), document, file)
        }
        try save(traces)
        try page?.write()
        if rehearse { try Rehearsals(traces: acted).run { print($0) } }
        if differs { throw ExitStatus.verdictDiffers }
        if undecided { throw ExitStatus.noVerdict }
    }

    private func proofs(_ model: ProtocolModel, _ file: String) throws -> ProofSearch {
        ProofSearch(
            model: model, file: file, limits: ProofLimits(states: maxAbstractStates), readings: try ReadingOptions.parse(reading, model, file),
            certificates: certificate)
    }

    private func boundedSearch(_ model: ProtocolModel, _ file: String) throws -> BoundedSearch {
        BoundedSearch(
            model: model, file: file, depth: depth, seconds: queryTime, readings: try ReadingOptions.parse(reading, model, file),
            fewestFaults: fewestFaults)
    }

    /// What Z3 says: that it proves nothing that the explorer refutes, and finds counterexamples of the explorer's lengths and none that is
    /// shorter, as far as `depth` goes.
    private func secondOpinions(_ file: String, _ report: DocumentReport, _ text: TextOutput) throws -> [SecondOpinion] {
        let proofs = try proofs(report.model, file)
        let search = try boundedSearch(report.model, file)
        var opinions: [SecondOpinion] = []
        func tell(_ line: String, differs: Bool) {
            if opinions.isEmpty { text.print("") }
            text.print(line)
            opinions.append(SecondOpinion(text: line, differs: differs))
        }
        for one in report.profiles {
            if Interruption.shared.isRequested { break }
            let number = one.report.profile
            let isQuick = one.report.states <= Self.quickStates && one.report.configurations <= 1
            if engine == .both || certificate != nil || isQuick, let proof = try proofs.run(number, comparing: one.report) {
                tell(proof.text, differs: proof.differs)
            }
            let findings = try search.run(report.model.profiles[number], comparing: one.report) { property in
                guard engine == .auto else { return true }
                guard isQuick, let shortest = one.report.lengths(ofProperty: property)?.min() else { return false }
                return shortest <= min(depth, Self.quickDepth)
            }
            for finding in findings { tell(finding.text, differs: finding.differs) }
        }
        return opinions
    }

    private func itfFile(_ one: Rehearsals.Case) -> OutputOptions.ITFFile? {
        guard let trace = try? ITFTrace(one.trace, in: one.model, source: one.file) else { return nil }
        return OutputOptions.ITFFile(name: one.name.replacing(".json", with: ".itf.json"), trace: trace)
    }

    /// Up to here, and without readings, the prover takes a few seconds.
    private static let quickStates = 5_000
    private static let quickDepth = 6

    private func check(_ file: String, _ document: ModelDocument) throws -> DocumentReport {
        var model = document.model
        try select(&model, file)
        return try DocumentCheck(
            file: file, document: document, model: model, limits: ExplorationLimits(states: maxStates, memory: memory << 20),
            readings: try ReadingOptions.parse(reading, model, file), ranking: fewestFaults ? .fewestFaults : .shortest,
            resources: ExplorationResources(
                threads: threads, checkpoint: try checkpointDirectory(file), checkpointSeconds: checkpointInterval,
                usesSymmetry: symmetry, usesPartialOrder: partialOrder, spill: spill),
            profiles: profile
        ).run()
    }

    /// The directory of a document's explorations, which has to be one that can be written.
    private func checkpointDirectory(_ file: String) throws -> String? {
        guard let checkpoint else { return nil }
        let directory = URL(fileURLWithPath: checkpoint).appendingPathComponent(
            URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent)
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            Console.error("lockstep: \(checkpoint): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        return directory.path
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
        if let capacity { for index in model.profiles.indices { model.profiles[index].capacity = capacity } }
        if property.isEmpty { return }
        for index in model.properties.indices where !property.contains(model.properties[index].name) {
            model.properties[index].expected = [:]
        }
    }

    private func savable(_ file: String, _ report: DocumentReport) -> [(String, Trace)] {
        report.profiles.flatMap { profile in
            profile.report.verdicts.flatMap { verdict in
                (verdict.failures.compactMap(\.trace) + [verdict.witness].compactMap { $0 }).map { (fileName(file, $0), $0) }
            }
        }
    }

    /// What shows that a property fails; of several combinations of readings one for each outcome.
    private func counterexamples(_ report: DocumentReport) -> [Trace] {
        report.profiles.flatMap { $0.report.verdicts.flatMap { $0.failures.compactMap(\.trace) } }
    }

    private func fileName(_ file: String, _ trace: Trace) -> String {
        let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        let parts = [stem, trace.profile, trace.property ?? "", trace.outcome?.rawValue ?? ""]
        return parts.joined(separator: ".").replacingOccurrences(of: " ", with: "-") + ".json"
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

    private func summary(_ count: Int, differs: Bool, undecided: Bool) -> String {
        let documents = count == 1 ? "1 document" : "\(count) documents"
        if differs { return "\n\(documents): at least one verdict is not as its document expects, see (!)" }
        if undecided { return "\n\(documents): not every verdict was reached within the limits" }
        return "\n\(documents): every verdict is as the document expects"
    }
}
