import ArgumentParser
import Comparison
import Foundation
import ModelDocument
import ProtocolModel
import Reporting

struct RegressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regress",
        abstract: "Replay recorded counterexamples on a document and say which are still possible.",
        discussion: """
            Takes every counterexample that `lockstep check --save-regressions DIR` stored through the document as it is now, and says of each: \
            still possible; impossible now, and at which step which guard stopped it, or that every step can be taken and the property holds; \
            or not applicable, and which message, step, party, property or network the document has no more.

            Steps are matched by what happens (which party takes which spontaneous step, which message is delivered or lost), not by the names \
            of rows: where another row answers, the run goes on with it, and the property is judged at the end. That a recorded run is \
            impossible says nothing of other runs: `lockstep check` looks at all.

            Exit status: 0 as expected (by default: none is possible); 1 not as expected; 2 unusable input.

            Examples:
              lockstep check Models/mls-tls.md --brief --save-regressions Models/Regressions
              lockstep regress Models/Regressions/mls-tls Models/mls-tls-repaired.md
              lockstep regress Models/Regressions/mls-tls Models/mls-tls.md --expect possible
            """)

    enum Expectation: String, ExpressibleByArgument, CaseIterable {
        case impossible
        case possible
    }

    @Argument(help: "A directory of recorded counterexamples, or one such file.")
    var directory: String

    @Argument(help: "The model document.")
    var model: String

    @Option(help: "What every counterexample is expected to be: impossible (or not applicable), or possible, as for the document that they are of.")
    var expect = Expectation.impossible

    @Flag(help: "The counts only, and what is not as expected.")
    var brief = false

    func run() throws {
        guard let document = try Documents.read([model]).first?.document else { return }
        let model = document.model
        let cases = try RegressionFiles.read(directory)
        var counts = (possible: 0, impossible: 0, notApplicable: 0)
        for one in cases {
            let outcome: RegressionOutcome
            switch Result(catching: { () throws(EvaluationError) in try Regression(model: model).outcome(of: one.recorded) }) {
            case .success(let found): outcome = found
            case .failure(let error):
                Console.error("\(self.model): error: \(ErrorText.text(error, in: model))")
                throw ExitStatus.unusableInput
            }
            let isPossible: Bool
            switch outcome {
            case .possible:
                counts.possible += 1
                isPossible = true
            case .harmless, .blocked:
                counts.impossible += 1
                isPossible = false
            case .notApplicable:
                counts.notApplicable += 1
                isPossible = false
            }
            if brief, isPossible == (expect == .possible) { continue }
            let text = RegressionText(model: model, recorded: one.recorded)
            let network = text.network(outcome).map { " (tried in the network '\($0)')" } ?? ""
            print("\(name(one.file)): \(text.verdict(outcome))\(network)")
            for reason in text.reasons(outcome) { print("    \(reason)") }
        }
        let total = cases.count == 1 ? "1 counterexample" : "\(cases.count) counterexamples"
        let summary = "\(self.model): \(total): \(counts.possible) still possible, \(counts.impossible) impossible now, \(counts.notApplicable) not applicable"
        print(summary)
        let isExpected = expect == .possible ? counts.possible == cases.count : counts.possible == 0
        if !isExpected { throw ExitStatus.verdictDiffers }
    }

    /// Without the directory that was named.
    private func name(_ file: String) -> String {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        let name = file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
        return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    }
}
