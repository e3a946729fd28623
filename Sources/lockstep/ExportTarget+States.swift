import Explorer
import Exports
import ProtocolModel

/// The languages that have states and steps: Promela, Murphi and TLA+.
extension ExportTarget {
    static func promela(_ request: Request) throws -> String {
        try written(request) { request throws(ExportError) in try PromelaText(request).text }
    }

    static func murphi(_ request: Request) throws -> String {
        try written(request) { request throws(ExportError) in try MurphiText(request).text }
    }

    static func tla(_ request: Request) throws -> String {
        try written(request) { request throws(ExportError) in try TLAText(request).text }
    }

    private static func written(
        _ request: Request, _ write: (ExportRequest) throws(ExportError) -> String
    ) throws -> String {
        let (profile, number) = try profile(of: request)
        let readings = try readings(of: request)
        let explored = try explore(request, number)
        var sizes = explored.sizes
        sizes.places = request.places ?? sizes.places
        sizes.epochs = request.epochs ?? sizes.epochs
        sizes.numbers = request.numbers ?? sizes.numbers
        let properties = request.properties.isEmpty ? request.model.properties.filter { $0.expected[number] != nil } : request.properties
        let result = Result { () throws(ExportError) in
            try write(
                ExportRequest(
                    model: request.model, profile: profile, readings: readings, properties: properties, sizes: sizes, document: request.file,
                    states: explored.states, countsViolations: request.countsViolations))
        }
        switch result {
        case .success(let text): return text
        case .failure(let error):
            Console.error("\(request.file): error: not for export: \(error), in profile \(profile.name)")
            throw ExitStatus.unusableInput
        }
    }

    /// The network profile: the first where none is named.
    static func profile(of request: Request) throws -> (profile: NetworkProfile, number: Int) {
        guard let profile = request.profile ?? request.model.profiles.first, let number = request.model.profiles.firstIndex(of: profile) else {
            Console.error("\(request.file): error: the model has no network profile")
            throw ExitStatus.unusableInput
        }
        return (profile, number)
    }

    /// One combination of readings: those that are not fixed in their first option.
    private static func readings(of request: Request) throws -> ReadingAssignment {
        var options: [ReadingChoice: Int] = [:]
        for (choice, fixed) in request.readings {
            guard fixed.count == 1 else {
                let name = "\(request.model.roles[choice.role].name).\(request.model.readings[choice.reading].name)"
                Console.error("\(request.file): error: --reading \(name) is given twice; an export is of one combination of readings")
                throw ExitStatus.unusableInput
            }
            options[choice] = fixed[0]
        }
        return ReadingAssignment(options)
    }

    /// How large the arrays have to be, and how many states there are where that was found out.
    private static func explore(_ request: Request, _ profile: Int) throws -> (sizes: ExportSizes, states: Int?) {
        let explorer = Explorer(
            model: request.model, limits: ExplorationLimits(states: request.limit ?? 2_000_000, memory: 4 << 30), fixedReadings: request.readings)
        let extent: StateExtent
        var states: Int?
        if let space = try? explorer.measure(profile: profile) {
            extent = space.extent
            if space.incompleteness == nil { states = space.states }
        } else {
            switch Result(catching: { () throws(ExplorerError) in try explorer.graph(profile: profile) }) {
            case .success(let graph?):
                extent = graph.extent
                states = graph.controls.count
            case .success(nil): extent = StateExtent()
            case .failure(let error):
                Console.error("\(request.file): error: the explorer cannot handle it: \(error)")
                throw ExitStatus.unusableInput
            }
        }
        // What was not explored to the end may hold more.
        let more = states == nil ? 2 : 0
        let capacity = request.model.profiles[profile].capacity
        return (
            ExportSizes(
                places: max(1, extent.messages + (more > 0 && !request.model.profiles[profile].loss ? more : 0), states == nil ? capacity : 1),
                epochs: max(1, extent.epochs + 2 * more), numbers: max(1, extent.numbers + 2 * more),
                keepsSmallestNumber: extent.keepsSmallestNumber), states
        )
    }
}
