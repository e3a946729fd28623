import ProtocolModel

/// Which parts of an older document are the same thing in a newer one: those of one name, those that somebody says are, and those that were
/// plainly renamed.
public struct Correspondence: Sendable {
    public let old: ProtocolModel
    public let new: ProtocolModel
    /// Old index to new index; `nil` where there is no such thing any more. States and variables by the old role.
    public private(set) var roles: [Int?]
    public private(set) var messages: [Int?]
    public private(set) var events: [Int?]
    public private(set) var states: [[Int?]]
    public private(set) var variables: [[Int?]]
    public private(set) var renames: [Rename] = []

    /// The old document's parts by the names of the new one, and the new document's own.
    public var oldNames: Names {
        var names = Names(of: old)
        for (index, match) in roles.enumerated() { if let match { names.roles[index] = new.roles[match].name } }
        for (index, match) in messages.enumerated() { if let match { names.messages[index] = new.messages[match].name } }
        for (index, match) in events.enumerated() { if let match { names.events[index] = new.events[match].name } }
        for role in old.roles.indices {
            guard let other = roles[role] else { continue }
            for (index, match) in states[role].enumerated() {
                if let match { names.states[role][index] = new.roles[other].states[match].name }
            }
            for (index, match) in variables[role].enumerated() {
                if let match { names.variables[role][index] = new.roles[other].variables[match].name }
            }
        }
        return names
    }

    public var newNames: Names { Names(of: new) }

    /// What the older document calls something that has this name in the newer one, or in what is seen of either.
    public func oldName(ofEvent name: String) -> String { old(name, oldNames.events, old.events.map(\.name)) }

    public func oldName(ofParty name: String) -> String { old(name, oldNames.instances(of: old), old.instances.map(\.name)) }

    private func old(_ name: String, _ shared: [String], _ own: [String]) -> String {
        shared.firstIndex(of: name).map { own[$0] } ?? name
    }

    /// - Parameter given: old name to new name, of whatever kind. It goes before the names that both have.
    /// - Throws: `CorrespondenceError` where a given name is of neither document.
    public init(_ old: ProtocolModel, _ new: ProtocolModel, given: [(old: String, new: String)] = []) throws(CorrespondenceError) {
        self.old = old
        self.new = new
        var used = Set<String>()
        func match(_ a: [String], _ b: [String], _ kind: Rename.Kind, role: String? = nil, _ renames: inout [Rename]) -> [Int?] {
            var taken = Set<Int>()
            var result = [Int?](repeating: nil, count: a.count)
            for (from, to) in given {
                guard let first = a.firstIndex(of: from), let second = b.firstIndex(of: to), taken.insert(second).inserted else { continue }
                used.insert(from)
                result[first] = second
                if from != to { renames.append(Rename(kind: kind, role: role, old: from, new: to, isGiven: true)) }
            }
            for (index, name) in a.enumerated() where result[index] == nil {
                if let found = b.firstIndex(of: name), taken.insert(found).inserted { result[index] = found }
            }
            return result
        }
        roles = match(old.roles.map(\.name), new.roles.map(\.name), .role, &renames)
        messages = match(old.messages.map(\.name), new.messages.map(\.name), .message, &renames)
        events = match(old.events.map(\.name), new.events.map(\.name), .event, &renames)
        states = []
        variables = []
        for (index, role) in old.roles.enumerated() {
            guard let other = roles[index] else {
                states.append(role.states.map { _ in nil })
                variables.append(role.variables.map { _ in nil })
                continue
            }
            let name = new.roles[other].name
            states.append(match(role.states.map(\.name), new.roles[other].states.map(\.name), .state, role: name, &renames))
            variables.append(match(role.variables.map(\.name), new.roles[other].variables.map(\.name), .variable, role: name, &renames))
        }
        if let stranger = given.first(where: { !used.contains($0.old) }) {
            throw CorrespondenceError(old: stranger.old, new: stranger.new)
        }
        recogniseMessages()
        recogniseEvents()
        for role in old.roles.indices where roles[role] != nil { recogniseVariables(role) }
        for role in old.roles.indices where roles[role] != nil { recogniseStates(role) }
    }

    // MARK: What was renamed

    /// Pairs of what has no counterpart, the most similar first, each at most once.
    private static func pairs(
        _ matches: [Int?], count: Int, atLeast threshold: Double, _ similarity: (Int, Int) -> Double
    ) -> [(old: Int, new: Int)] {
        let taken = Set(matches.compactMap { $0 })
        let left = matches.indices.filter { matches[$0] == nil }
        let right = (0..<count).filter { !taken.contains($0) }
        var scored: [(old: Int, new: Int, score: Double)] = []
        for a in left { for b in right { scored.append((a, b, similarity(a, b))) } }
        scored = scored.filter { $0.score >= threshold }.sorted { ($1.score, $0.old, $0.new) < ($0.score, $1.old, $1.new) }
        var result: [(Int, Int)] = []
        for pair in scored where !result.contains(where: { $0.0 == pair.old || $0.1 == pair.new }) { result.append((pair.old, pair.new)) }
        return result
    }

    private mutating func recogniseMessages() {
        let (a, b) = (CanonicalText(model: old, names: oldNames), CanonicalText(model: new, names: newNames))
        let found = Self.pairs(messages, count: new.messages.count, atLeast: 0.6) { first, second in
            let fields = old.messages[first].fields.map { a.type($0.type) }
            guard fields == new.messages[second].fields.map({ b.type($0.type) }) else { return 0 }
            let words = Similarity.words(old.messages[first].name, new.messages[second].name)
            guard words > 0 else { return 0 }
            return 0.5 * words + 0.5 * Similarity.overlap(users(of: first, a), users(of: second, b))
        }
        for (first, second) in found {
            messages[first] = second
            renames.append(
                Rename(kind: .message, role: nil, old: old.messages[first].name, new: new.messages[second].name, isGiven: false))
        }
    }

    /// Who sends the message, and on what.
    private func users(of message: Int, _ text: CanonicalText) -> Set<String> {
        let name = text.names.messages[message]
        var result = Set<String>()
        for (index, role) in text.model.roles.enumerated() {
            for row in role.rows where text.sends(row).contains(name) {
                for trigger in text.triggers(row) { result.insert(text.names.roles[index] + " " + trigger) }
            }
        }
        return result
    }

    private mutating func recogniseEvents() {
        let found = Self.pairs(events, count: new.events.count, atLeast: 0.5) { first, second in
            guard old.events[first].parameters.count == new.events[second].parameters.count else { return 0 }
            return Similarity.words(old.events[first].name, new.events[second].name)
        }
        for (first, second) in found {
            events[first] = second
            renames.append(Rename(kind: .event, role: nil, old: old.events[first].name, new: new.events[second].name, isGiven: false))
        }
    }

    private mutating func recogniseVariables(_ role: Int) {
        guard let other = roles[role] else { return }
        let (a, b) = (CanonicalText(model: old, names: oldNames), CanonicalText(model: new, names: newNames))
        let (before, after) = (old.roles[role].variables, new.roles[other].variables)
        let found = Self.pairs(variables[role], count: after.count, atLeast: 0.5) { first, second in
            guard a.type(before[first].type) == b.type(after[second].type) else { return 0 }
            return Similarity.words(before[first].name, after[second].name)
        }
        for (first, second) in found {
            variables[role][first] = second
            renames.append(
                Rename(
                    kind: .variable, role: new.roles[other].name, old: before[first].name, new: after[second].name, isGiven: false))
        }
    }

    private mutating func recogniseStates(_ role: Int) {
        guard let other = roles[role] else { return }
        let a = CanonicalText(model: old, names: oldNames, role: role)
        let b = CanonicalText(model: new, names: newNames, role: other)
        let (before, after) = (old.roles[role], new.roles[other])
        // What is answered in a state, and what leads to it.
        func rows(_ state: Int, _ role: Role, _ text: CanonicalText) -> Set<String> {
            var result = Set<String>()
            for row in role.rows {
                let answers = text.triggers(row).map { $0 + " -> " + text.sends(row).sorted().joined(separator: ",") }
                if row.states.contains(state) { result.formUnion(answers) }
                if row.next == state, row.states != [state] { result.formUnion(answers.map { "by " + $0 }) }
            }
            return result
        }
        let found = Self.pairs(states[role], count: after.states.count, atLeast: 0.3) { first, second in
            let (one, another) = (before.states[first], after.states[second])
            guard one.isSettled == another.isSettled else { return 0 }
            return 0.6 * Similarity.overlap(rows(first, before, a), rows(second, after, b))
                + 0.4 * Similarity.words(one.name, another.name) + (one.isSettled ? 0.2 : 0)
        }
        for (first, second) in found {
            states[role][first] = second
            renames.append(
                Rename(
                    kind: .state, role: after.name, old: before.states[first].name, new: after.states[second].name, isGiven: false))
        }
    }
}

/// A name was given as renamed, and the older document has none such, or the newer has not the other.
public struct CorrespondenceError: Error, Hashable, Sendable {
    public var old: String
    public var new: String
}

/// How much alike names and sets are, from 0 to 1.
enum Similarity {
    /// The common elements as a part of all.
    static func overlap<T: Hashable>(_ a: Set<T>, _ b: Set<T>) -> Double {
        a.isEmpty && b.isEmpty ? 1 : Double(a.intersection(b).count) / Double(a.union(b).count)
    }

    /// The words that two names share, as a part of the shorter one's: `ConnectionUpdate` and `Update` share one of one.
    static func words(_ a: String, _ b: String) -> Double {
        let (first, second) = (split(a), split(b))
        let fewest = min(first.count, second.count)
        guard fewest > 0 else { return 0 }
        let shared = first.filter { word in second.contains { $0 == word || isForm($0, of: word) } }
        return Double(shared.count) / Double(fewest)
    }

    /// `offer` and `offered`, `confirm` and `confirmed`.
    private static func isForm(_ a: String, of b: String) -> Bool {
        let (short, long) = a.count < b.count ? (a, b) : (b, a)
        return short.count >= 4 && long.hasPrefix(short) && long.count - short.count <= 3
    }

    private static func split(_ name: String) -> Set<String> {
        var words: [String] = []
        var word = ""
        for character in name {
            if character.isUppercase || !character.isLetter && !character.isNumber {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if character.isLetter || character.isNumber { word += character.lowercased() }
        }
        if !word.isEmpty { words.append(word) }
        return Set(words.filter { !["for", "of", "the", "a", "to"].contains($0) })
    }
}
