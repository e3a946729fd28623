import ArgumentParser
import Foundation
import ModelDocument
import ProtocolModel
import Rehearsal
import Reporting

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Write conformance vectors for those who implement a draft.",
        discussion: """
            Finds runs that together fire every row of the document that can fire (with --pairs: every two rows that can fire one after the other), acts \
            each out with real MLS messages and keys, and writes them as JSON with all inputs, private keys and expected outputs. \
            Sources/Rehearsal/README.md describes the format.

            Examples:
              lockstep vectors Models/mls-tls-repaired.md --output mls-tls.vectors.json
              lockstep vectors Models/mls-tls-repaired.md --pairs --profile connection --output pairs.json
            """)

    @Argument(help: "A model document.")
    var model: String

    @Option(name: [.short, .long], help: "The file to write; standard output if there is none.")
    var output: String?

    @Flag(help: "Cover every two rows that can fire one after the other.")
    var pairs = false

    @Option(help: "Only runs in this network profile (may be given several times).")
    var profile: [String] = []

    @Option(help: "The most states of one search.")
    var maxStates = 20_000

    @Option(help: "The seed of all keys; each run takes the next.")
    var seed: UInt64 = 1

    @Option(help: "The MLS cipher suite: 1, 2, 3, 5 or 7.")
    var suite: UInt16 = 1

    func validate() throws {
        if maxStates < 1 { throw ValidationError("--max-states must be at least 1.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files([model]))
        guard documents.count == 1, let document = documents.first?.document else {
            Console.error("lockstep: \(model): name one document")
            throw ExitStatus.unusableInput
        }
        let model = document.model
        for name in profile where !model.profiles.contains(where: { $0.name == name }) {
            Console.error("\(self.model): error: no profile '\(name)'; it has \(model.profiles.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        Interruption.shared.listen()
        let search = CoverageSearch(
            model: model, profiles: model.profiles.filter { profile.isEmpty || profile.contains($0.name) }, pairs: pairs,
            limit: maxStates)
        let coverage: CoverageSearch.Coverage
        switch Result(catching: { () throws(EvaluationError) in try search.run { _, _ in !Interruption.shared.isRequested } }) {
        case .success(let found): coverage = found
        case .failure(let error):
            Console.error("\(self.model): error: \(ErrorText.text(error, in: model))")
            throw ExitStatus.unusableInput
        }
        let vectors: ConformanceVectors
        switch Result(catching: { () throws(RehearsalError) in
            try ConformanceVectors(coverage, of: model, cipherSuite: suite, seed: seed)
        }) {
        case .success(let made): vectors = made
        case .failure(let error):
            Console.error("\(self.model): \(RehearsalText.text(error, in: model))")
            throw ExitStatus.verdictDiffers
        }
        try write(vectors)
        report(coverage, vectors)
    }

    private func write(_ vectors: ConformanceVectors) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(vectors)
        if let output {
            try RecordingFile(path: output).write(Array(data))
        } else {
            print(String(decoding: data, as: UTF8.self))
        }
    }

    private func report(_ coverage: CoverageSearch.Coverage, _ vectors: ConformanceVectors) {
        let steps = vectors.cases.map(\.steps.count).reduce(0, +)
        let rows = coverage.covered.count { if case .row = $0 { true } else { false } }
        let pairs = coverage.covered.count - rows
        Console.error(
            "\(vectors.cases.count) runs, \(steps) steps, \(rows) rows" + (self.pairs ? ", \(pairs) pairs of rows" : "")
                + (coverage.missing.isEmpty ? "; every row fires" : "; not fired: \(coverage.missing.joined(separator: ", "))")
                + (coverage.isPartial ? " (the search ended at its limit of states: --max-states)" : ""))
    }
}
