import ProtocolModel

/// What is exported: a model in one network profile and one combination of readings.
public struct ExportRequest: Sendable {
    public var model: ProtocolModel
    public var profile: NetworkProfile
    public var readings: ReadingAssignment
    /// The properties that are written down, as far as they are about states.
    public var properties: [Property]
    public var sizes: ExportSizes
    /// As the header names it.
    public var document: String
    /// How many states there are, where that is known.
    public var states: Int?
    /// Whether properties are counted, and the search goes on, where the language can say so.
    public var countsViolations: Bool

    public init(
        model: ProtocolModel, profile: NetworkProfile, readings: ReadingAssignment, properties: [Property], sizes: ExportSizes,
        document: String, states: Int? = nil, countsViolations: Bool = false
    ) {
        self.model = model
        self.profile = profile
        self.readings = readings
        self.properties = properties
        self.sizes = sizes
        self.document = document
        self.states = states
        self.countsViolations = countsViolations
    }
}

/// How large the arrays of an exported system are. A run that needs more ends in an error that says so; it is never left out.
public struct ExportSizes: Hashable, Sendable {
    /// The most messages in a channel.
    public var places: Int
    /// The most epochs and key packages that are referred to at one time.
    public var epochs: Int
    /// The largest epoch number, counted from the smallest that is alive.
    public var numbers: Int
    /// Whether states are told apart by their smallest epoch number, up to 2: needed where a group can be created while epochs of another
    /// are alive.
    public var keepsSmallestNumber: Bool

    public init(places: Int, epochs: Int, numbers: Int, keepsSmallestNumber: Bool) {
        self.places = places
        self.epochs = epochs
        self.numbers = numbers
        self.keepsSmallestNumber = keepsSmallestNumber
    }
}

/// Why a model cannot be exported.
public enum ExportError: Error, Hashable, Sendable, CustomStringConvertible {
    case unsupported(String)
    /// A property that is about whole runs.
    case aboutRuns(property: String)
    case initialState(EvaluationError)

    public var description: String {
        switch self {
        case .unsupported(let what): what
        case .aboutRuns(let property): "the property '\(property)' is about whole runs, and the export is about states"
        case .initialState(let error): "the initial state: \(error)"
        }
    }
}
