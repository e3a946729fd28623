import Foundation
import ModelDocument
import Pages
import ProtocolModel
import Reporting

/// The page of runs that `--html` asks for.
struct TracePage {
    let path: String
    private var documents: [DocumentView] = []

    init(path: String) { self.path = path }

    /// The verdicts on a document, with their runs.
    mutating func add(_ report: DocumentReport, _ document: ModelDocument, _ file: String) {
        documents.append(DocumentView(report, document.lines(file), act: Acting()))
    }

    /// Runs without a table of verdicts.
    mutating func add(_ traces: [Trace], _ document: ModelDocument, _ file: String, act: Acting = Acting()) {
        var view = DocumentView(document.model, document.lines(file))
        view.runs = traces.compactMap { trace in
            guard let replay = try? Replay(trace, in: document.model) else { return nil }
            let property = document.model.properties.first { $0.name == trace.property }
            let title = property.map { RunView.title($0, trace.outcome ?? .fails) } ?? "a run"
            return RunView(replay, of: trace, titles: [title], act: act)
        }
        documents.append(view)
    }

    func write() throws {
        let page = try Page(documents)
        do {
            try Data(page.html.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            Console.error("lockstep: \(path): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        let runs = documents.map(\.runs.count).reduce(0, +)
        Console.error("\(runs == 1 ? "1 run" : "\(runs) runs") written to \(path); open it in a browser")
    }
}
