import Explorer
import Foundation
import ProtocolModel
import Prover
import Reporting

/// Proofs of a document's properties by inductive invariants.
struct ProofSearch {
    struct Finding {
        var text: String
        /// Whether it contradicts the explorer, or what the document expects.
        var differs = false
        var proved: [Int] = []
        /// Whether a property that was to be proved was not.
        var isOpen = false
    }

    let model: ProtocolModel
    let file: String
    let limits: ProofLimits
    let readings: [ReadingChoice: [Int]]
    /// Where certificates are written.
    let certificates: String?

    /// - Parameter report: what the explorer found in the profile, where it was asked
    /// - Returns: `nil` where there is nothing to prove.
    func run(_ number: Int, comparing report: ExplorationReport? = nil) throws -> Finding? {
        let profile = model.profiles[number]
        let title = "\(file), \(profile.name)"
        let wanted = model.properties.indices.filter {
            model.properties[$0].expected[number] != nil && InductiveProver.covers(model.properties[$0].kind)
        }
        // What the explorer refutes is looked at, too, where something else is: that it were proved would show a mistake.
        let isOpen = wanted.contains { index in
            guard let report else { return true }
            return report.verdicts.first { $0.property == index }?.failures.isEmpty ?? true
        }
        if !isOpen { return nil }
        let start = ContinuousClock.now
        let prover = InductiveProver(model, profile, fixedReadings: readings, limits: limits)
        let outcome = Result { () throws(ProverError) in
            try prover.prove(wanted) { progress in
                show("\(title): \(text(progress))")
                return !Interruption.shared.isRequested
            }
        }
        show("")
        switch outcome {
        case .failure(let error): return Finding(text: "\(title): not proved: \(ProverText.text(error))", isOpen: true)
        case .success(.unknown(let reason)): return Finding(text: "\(title): unknown: no invariant found: \(reason)", isOpen: true)
        case .success(.invariant(let invariant, let proved, let open)):
            if let certificates, !proved.isEmpty { try save(invariant, proved, number, in: certificates) }
            let elapsed = (ContinuousClock.now - start).components
            let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
            return judge(proved, open, invariant.size, seconds, number, title, report)
        }
    }

    private func judge(
        _ proved: [Int], _ open: [Int], _ size: Int, _ seconds: Double, _ number: Int, _ title: String, _ report: ExplorationReport?
    ) -> Finding {
        func names(_ indices: [Int]) -> String { indices.map { model.properties[$0].name }.joined(separator: ", ") }
        let contradicted = proved.filter { index in
            report?.verdicts.first { $0.property == index }.map { !$0.failures.isEmpty } ?? false
        }
        // Where the explorer says that it fails there is nothing to prove.
        let missed = open.filter { index in
            guard let report else { return model.properties[index].expected[number]?.isToHold ?? false }
            return report.verdicts.first { $0.property == index }?.failures.isEmpty ?? true
        }
        var text = "\(title): Z3 proves "
        text += proved.isEmpty ? "nothing" : names(proved)
        text += String(format: ", by an inductive invariant of %d abstract states, %.1f s", size, seconds)
        if !missed.isEmpty { text += "; unknown, the invariant does not show it: \(names(missed))" }
        if !contradicted.isEmpty { text += " (!) the explorer has a counterexample to \(names(contradicted))" }
        return Finding(text: text, differs: !contradicted.isEmpty, proved: proved, isOpen: !missed.isEmpty)
    }

    private func save(_ invariant: InductiveInvariant, _ proved: [Int], _ number: Int, in directory: String) throws {
        let profile = model.profiles[number]
        let target = CertificateDirectory(in: directory, document: file, profile: profile.name)
        do {
            let certificate = Certificate(
                invariant, of: model, documentHash: try CertificateDirectory.hash(ofFile: file), profile: profile, readings: readings,
                proved: proved)
            show("\(file), \(profile.name): writing \(target.path.path)")
            try target.write(certificate, in: model)
            show("")
        } catch {
            show("")
            Console.error("lockstep: \(target.path.path): the certificate cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
    }

    private func text(_ progress: InductiveProver.Progress) -> String {
        switch progress {
        case .exploring(let states): "looking for an invariant: \(states) abstract states tried"
        case .searching(let states, let open): "looking for an invariant: \(states) abstract states, \(open) open"
        case .checking(let checked, let all): "checking the invariant: \(checked) of \(all) abstract states"
        }
    }

    private func show(_ text: String) {
        guard Console.errorIsTerminal else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
