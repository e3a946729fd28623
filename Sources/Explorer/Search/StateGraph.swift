import ProtocolModel

/// The reachable part of a transition system: states, edges, and in which configurations each is there.
struct StateGraph {
    struct Edge {
        var target: Int32
        var presence: ConfigurationSet
        /// An index into `labels`.
        var label: Int32
    }

    /// A row that could not be carried out in a reachable state.
    struct ModelError {
        var state: Int
        var error: EvaluationError
        var configurations: ConfigurationSet
    }

    var states = StateTable()
    var initial: [Int] = []
    /// By state: the configurations in which it is reachable.
    var reach: [ConfigurationSet] = []
    var edges: [Edge] = []
    /// By state: where its edges begin; a state that was not expanded has none.
    var edgeRanges: [Range<Int>] = []
    var labels: [EdgeLabel] = []
    var modelErrors: [ModelError] = []
    /// The length of the longest of the shortest runs.
    var depth = 0
    /// The state that stands for all in which epoch numbers are further apart than the packed form can tell, where these are left
    /// out and there are any.
    var beyond: Int?

    /// The number of states that are reachable in some configuration.
    var reachableCount: Int { reach.indices.count { !reach[$0].isEmpty && $0 != beyond } }

    func edges(of state: Int) -> ArraySlice<Edge> { edges[edgeRanges[state]] }
}
