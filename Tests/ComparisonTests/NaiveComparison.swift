@testable import Comparison
import ProtocolModel

/// What two documents allow, by trying all runs of up to some number of observable events with true epoch numbers: no sets of states, no
/// names or numbers made relative, one combination of readings after the other. What is seen of a step is written down here anew, as a
/// text, from the definition of `Observable`.
struct NaiveComparison {
    let model: ProtocolModel
    let profile: NetworkProfile

    /// A run's last state and what the observer remembers of it.
    private struct Position: Hashable {
        var state: GlobalState
        /// By party: the last commit and the last key package that it sent.
        var commits: [Node?]
        var keyPackages: [Node?]
        var option: Int
    }

    private let combinations: [ReadingAssignment]

    init(_ model: ProtocolModel, _ profile: NetworkProfile) {
        self.model = model
        self.profile = profile
        var combinations = [ReadingAssignment()]
        for choice in model.readingChoices {
            combinations = combinations.flatMap { one in
                model.readings[choice.reading].options.indices.map { option in
                    var next = one
                    next.options[choice] = option
                    return next
                }
            }
        }
        self.combinations = combinations
    }

    /// All words of exactly so many events, level by level; the first level has the empty word.
    func words(upTo length: Int) throws -> [Set<[String]>] {
        var current: [[String]: Set<Position>] = [:]
        for (option, readings) in combinations.enumerated() {
            let state = try Interpreter(model: model, profile: profile, readings: readings).initialState()
            let none = [Node?](repeating: nil, count: model.instances.count)
            current[[], default: []].insert(Position(state: state, commits: none, keyPackages: none, option: option))
        }
        var levels = [Set(current.keys)]
        for _ in 0..<length {
            var next: [[String]: Set<Position>] = [:]
            for (word, positions) in current {
                for position in try closed(positions) {
                    for (seen, target) in try steps(from: position) {
                        guard let seen else { continue }
                        next[word + [seen], default: []].insert(target)
                    }
                }
            }
            current = next
            levels.append(Set(current.keys))
        }
        return levels
    }

    private func closed(_ positions: Set<Position>) throws -> Set<Position> {
        var result = positions
        var open = Array(positions)
        while let position = open.popLast() {
            for (seen, target) in try steps(from: position) where seen == nil && result.insert(target).inserted { open.append(target) }
        }
        return result
    }

    private func steps(from position: Position) throws -> [(String?, Position)] {
        let interpreter = Interpreter(model: model, profile: profile, readings: combinations[position.option])
        // An occasion at which a row cannot be carried out has no steps.
        let transitions = interpreter.occasions.flatMap { (try? interpreter.transitions(at: $0, from: position.state)) ?? [] }
        return transitions.map { transition in
            var target = position
            target.state = transition.target
            return (see(transition, &target, before: position.state, interpreter), target)
        }
    }

    private func see(
        _ transition: Transition, _ memory: inout Position, before: GlobalState, _ interpreter: Interpreter
    ) -> String? {
        let tree = transition.target.tree
        func clipped(_ number: Int, _ other: Int) -> Int { max(-2, min(2, number - other)) }
        func ahead(_ number: Int) -> String {
            memory.commits.map { slot in slot.flatMap { tree[$0] }.map { String(clipped(number, $0.number)) } ?? "-" }.joined(separator: ",")
        }
        func text(_ value: Value, _ type: ValueType) -> String {
            switch value {
            case .epoch(let node):
                let same = memory.commits.map { $0 == node ? "=" : "." }.joined()
                let parent = tree[node]?.parent
                let madeIn = memory.commits.map { $0 != nil && $0 == parent ? "^" : "." }.joined()
                return "epoch \(same) \(madeIn) \(ahead(tree[node]?.number ?? 0))"
            case .epochNumber(let number): return "number \(ahead(number))"
            case .keyPackage(let node): return "key package " + memory.keyPackages.map { $0 == node ? "=" : "." }.joined()
            case .none: return "none"
            default: return model.describe(value, as: type)
            }
        }
        func text(_ message: Message) -> String {
            model.messages[message.type].name
                + "(" + zip(message.fields, model.messages[message.type].fields).map { text($0, $1.type) }.joined(separator: "; ") + ")"
        }
        var parts: [String] = []
        var closes: [Int] = []
        var isTold = false
        switch transition.step {
        case .lose: return nil
        case .event(let party, let event, let arguments, _):
            parts.append("\(party) \(model.events[event].name) \(zip(arguments, model.events[event].parameters).map { model.describe($0, as: $1.type) })")
        case .deliver(let from, let to, let index, _, _):
            if transition.effects.contains(where: { if case .undecryptable = $0 { true } else { false } }) {
                parts.append("\(to) cannot open from \(from)")
            } else {
                parts.append("\(to) from \(from) \(text(before.channels[interpreter.channel(from: from, to: to)][index].message))")
            }
        case .interrupt(let first, let second, _, _):
            isTold = true
            parts.append("told \([first.party] + (second.map { [$0.party] } ?? []))")
        case .learn(let told, _):
            isTold = true
            parts.append("told \([told.party])")
        }
        for effect in transition.effects {
            switch effect {
            case .connectionReset(let party): if !isTold { closes.append(party) }
            case .sent(let from, let to, let envelope, _):
                let isClear = model.roles.contains { $0.protection.sending != nil } && envelope.seal == nil
                parts.append("\(from) sends \(to) \(text(envelope.message)) \(isClear)")
                for value in envelope.message.fields {
                    if case .keyPackage(let node) = value { memory.keyPackages[from] = node }
                    guard case .epoch(let node) = value, let number = tree[node]?.number else { continue }
                    memory.commits[from] = node
                    for other in memory.commits.indices where other != from {
                        if let known = memory.commits[other].flatMap({ tree[$0] })?.number, abs(known - number) > 2 { memory.commits[other] = nil }
                    }
                }
            default: break
            }
        }
        return (parts + closes.map { "\($0) closes" }).joined(separator: " | ")
    }
}
