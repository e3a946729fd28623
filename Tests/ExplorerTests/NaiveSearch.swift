import ProtocolModel

@testable import Explorer

/// Breadth-first search over the interpreter, with states in their obviously right form and nothing clever.
struct NaiveSearch {
    /// By state: the length of the shortest run to it.
    var distances: [RelativeState: Int] = [:]
    /// One state of each form.
    var states: [GlobalState] = []
    var isComplete = true
    /// The length of the shortest run whose last step has such an effect.
    var shortestHole: Int?
    var shortestUndecryptable: Int?
    let interpreter: Interpreter
    let keepsSmallestNumber: Bool

    init(
        _ interpreter: Interpreter, limit: Int = 20_000, keepsSmallestNumber: Bool = false
    ) throws {
        self.interpreter = interpreter
        self.keepsSmallestNumber = keepsSmallestNumber
        let start = try interpreter.initialState()
        var level = [start]
        distances[RelativeState(start, interpreter, keepsSmallestNumber: keepsSmallestNumber)] = 0
        var depth = 0
        while !level.isEmpty {
            var next: [GlobalState] = []
            for state in level {
                states.append(state)
                for transition in try interpreter.transitions(from: state) {
                    for effect in transition.effects {
                        if case .unspecified = effect, shortestHole == nil { shortestHole = depth + 1 }
                        if case .undecryptable = effect, shortestUndecryptable == nil { shortestUndecryptable = depth + 1 }
                    }
                    let form = RelativeState(transition.target, interpreter, keepsSmallestNumber: keepsSmallestNumber)
                    if distances[form] == nil {
                        distances[form] = depth + 1
                        next.append(transition.target)
                    }
                }
                if distances.count > limit {
                    isComplete = false
                    return
                }
            }
            level = next
            depth += 1
        }
    }

    var depth: Int { distances.values.max() ?? 0 }

    /// The length of the shortest run to a state in which the condition holds.
    func shortest(to condition: Expression) throws -> Int? {
        var best: Int?
        for state in states where try interpreter.holds(condition, in: state) {
            let form = RelativeState(state, interpreter, keepsSmallestNumber: keepsSmallestNumber)
            let distance = distances[form] ?? .max
            best = min(best ?? .max, distance)
        }
        return best
    }
}
