import Explorer
import Foundation
import ModelDocument
import ProtocolModel
import Reporting

/// Explores one document, profile by profile, and tells on the terminal how far it is.
struct DocumentCheck {
    let file: String
    let document: ModelDocument
    /// The document's model, or what of it is to be checked.
    let model: ProtocolModel
    var limits = ExplorationLimits()
    var readings: [ReadingChoice: [Int]] = [:]
    var ranking = RunRanking.shortest
    var resources = ExplorationResources()
    /// The names of the network profiles; empty for all.
    var profiles: [String] = []

    /// - Throws: `ExitStatus.unusableInput` where the model is none that can be explored; why is said on standard error.
    func run() throws -> DocumentReport {
        let explorer = Explorer(model: model, limits: limits, fixedReadings: readings, ranking: ranking, resources: resources)
        var found: [DocumentReport.Profile] = []
        for (index, candidate) in model.profiles.enumerated() where profiles.isEmpty || profiles.contains(candidate.name) {
            found.append(try explore(index, explorer, ProgressLine(title: "\(file), \(candidate.name)")))
            if Interruption.shared.isRequested { break }
        }
        return DocumentReport(name: file, model: model, profiles: found, document: document)
    }

    private func explore(_ index: Int, _ explorer: Explorer, _ line: ProgressLine) throws -> DocumentReport.Profile {
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
}
