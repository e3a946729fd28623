import Explorer
import Exports
import ProtocolModel

/// The graph of all states and steps, in the formats of graphs.
extension ExportTarget {
    static func aut(_ request: Request) throws -> String { try graph(request).aldebaran }

    static func dot(_ request: Request) throws -> String { try graph(request).dot }

    private static func graph(_ request: Request) throws -> GraphText {
        let (profile, number) = try profile(of: request)
        let limit = request.limit ?? 10_000
        let explorer = Explorer(
            model: request.model, limits: ExplorationLimits(states: limit), fixedReadings: request.readings)
        switch Result(catching: { () throws(ExplorerError) in try explorer.graph(profile: number) }) {
        case .failure(let error):
            Console.error("\(request.file): error: the explorer cannot handle it: \(error)")
            throw ExitStatus.unusableInput
        case .success(nil):
            Console.error(
                "\(request.file): error: profile \(profile.name) has more than \(limit) states; --limit N allows more, up to what memory takes")
            throw ExitStatus.unusableInput
        case .success(let graph?):
            let model = request.model
            let instances = model.instances
            return GraphText(
                title: "\(model.title), \(profile.name)",
                states: graph.controls.map { controls in
                    controls.enumerated().map { model.roles[instances[$0].role].states[$1].name }
                },
                edges: graph.steps.map { GraphText.Edge(from: $0.from, to: $0.to, label: label($0, model, instances)) })
        }
    }

    private static func label(_ step: ExploredGraph.Step, _ model: ProtocolModel, _ instances: [Instance]) -> String {
        func row(_ index: Int?, of party: Int) -> String {
            index.map { model.roles[instances[party].role].rows[$0].name } ?? "no row"
        }
        let name = instances[step.party].name
        switch step.kind {
        case .event(let event): return "\(name) \(model.events[event].name) \(row(step.row, of: step.party))"
        case .delivery(let message, let stays):
            let answer =
                step.row == nil && step.isUndecryptable ? "cannot open it" : row(step.row, of: step.party)
            return "\(name) receives \(model.messages[message].name) \(answer)" + (stays ? ", a duplicate stays" : "")
        case .loss: return "a message to \(name) is lost"
        case .notification: return "\(name) learns of an interruption \(row(step.row, of: step.party))"
        case .interruption:
            guard let peer = step.peer, let second = step.secondRow else { return "interruption \(name) \(row(step.row, of: step.party))" }
            return "interruption \(name) \(row(step.row, of: step.party)) \(instances[peer].name) \(row(second, of: peer))"
        }
    }
}
