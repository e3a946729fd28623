import ProtocolModel

/// The form of a certificate in `certificate.json`: an abstract state is a line of text, see `AbstractStateText`.
extension Certificate: Codable {
    private enum CodingKeys: String, CodingKey {
        case format, title, documentHash, profile, readings, properties, solver, states
    }

    private struct CodedState: Codable {
        var state: String
        /// By move of the state: the numbers of the states that it may lead to, from 1.
        var targets: [[Int]]
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.format, forKey: .format)
        try container.encode(title, forKey: .title)
        try container.encode(documentHash, forKey: .documentHash)
        try container.encode(profile, forKey: .profile)
        try container.encode(readings, forKey: .readings)
        try container.encode(properties, forKey: .properties)
        try container.encode(solver, forKey: .solver)
        try container.encode(
            zip(invariant.states, invariant.targets).map { state, targets in
                CodedState(state: AbstractStateText.text(state), targets: targets.map { $0.map { $0 + 1 } })
            }, forKey: .states)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func refuse(_ key: CodingKeys, _ text: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: container, debugDescription: text)
        }
        let format = try container.decode(Int.self, forKey: .format)
        guard format == Self.format else { throw refuse(.format, "format \(format) is not known; this version writes \(Self.format)") }
        title = try container.decode(String.self, forKey: .title)
        documentHash = try container.decode(String.self, forKey: .documentHash)
        profile = try container.decode(String.self, forKey: .profile)
        readings = try container.decode([String: [String]].self, forKey: .readings)
        properties = try container.decode([String].self, forKey: .properties)
        solver = try container.decode(String.self, forKey: .solver)
        let coded = try container.decode([CodedState].self, forKey: .states)
        if coded.isEmpty { throw refuse(.states, "there is no state") }
        var states: [AbstractState] = []
        var targets: [[[Int]]] = []
        for (number, one) in coded.enumerated() {
            guard let state = AbstractStateText.state(one.state) else { throw refuse(.states, "state \(number + 1) cannot be read") }
            states.append(state)
            for target in one.targets.joined() where target < 1 || target > coded.count {
                throw refuse(.states, "state \(number + 1) leads to state \(target), which there is not")
            }
            targets.append(one.targets.map { $0.map { $0 - 1 } })
        }
        invariant = InductiveInvariant(states: states, targets: targets)
    }
}

/// An abstract state as a line of text: its terms, its nodes and its numbers, between `|`.
///
/// Terms, in the order of the state's: `T` and `F`, integers, `#2` for the second of the numbers, `@1` for the first of the nodes, `.` for what does not
/// count and `.7` for seven of these. Nodes: `epoch:NUMBER:PARENT:AUTHOR:KEYPACKAGE` and `keyPackage:OWNER`, where a parent is `@1` or, of
/// those that nothing else refers to, `^1`; a key package `@1`, `?` where nobody holds it or there is none. Numbers: `*` for the smallest, then
/// by how much each is larger than the one before, `>=3` where it is at least that.
enum AbstractStateText {
    static func text(_ state: AbstractState) -> String {
        var tokens: [String] = []
        var free = 0
        func flush() {
            if free > 0 { tokens.append(free == 1 ? "." : ".\(free)") }
            free = 0
        }
        for cell in state.cells {
            if cell == .free {
                free += 1
                continue
            }
            flush()
            switch cell {
            case .free: break
            case .bool(let value): tokens.append(value ? "T" : "F")
            case .integer(let value): tokens.append("\(value)")
            case .number(let rank): tokens.append("#\(rank + 1)")
            case .node(let node): tokens.append("@\(node + 1)")
            }
        }
        flush()
        let nodes = state.nodes.map { node in
            switch node {
            case .keyPackage(let owner): "keyPackage:\(owner)"
            case .epoch(let number, let parent, let author, let keyPackage):
                "epoch:#\(number + 1):\(text(parent)):\(author):\(text(keyPackage))"
            }
        }
        let gaps = state.gaps.map { gap in
            switch gap {
            case .lowest: "*"
            case .exactly(let distance): "\(distance)"
            case .atLeast(let distance): ">=\(distance)"
            }
        }
        return [tokens, nodes, gaps].map { $0.joined(separator: " ") }.joined(separator: " | ")
    }

    private static func text(_ reference: AbstractState.Reference) -> String {
        switch reference {
        case .live(let node): "@\(node + 1)"
        case .dead(let number): "^\(number + 1)"
        case .unheld: "?"
        }
    }

    /// The state; `nil` where the text is none, or refers to what there is not.
    static func state(_ text: String) -> AbstractState? {
        let sections = text.split(separator: "|", omittingEmptySubsequences: false).map { $0.split(separator: " ") }
        guard sections.count == 3 else { return nil }
        var gaps: [AbstractState.Gap] = []
        for token in sections[2] {
            if token == "*" {
                gaps.append(.lowest)
            } else if token.hasPrefix(">="), let distance = natural(token.dropFirst(2)) {
                gaps.append(.atLeast(distance))
            } else if let distance = natural(token) {
                gaps.append(.exactly(distance))
            } else {
                return nil
            }
        }
        if let first = gaps.first, first != .lowest { return nil }
        if gaps.dropFirst().contains(.lowest) { return nil }
        func index(_ token: Substring, _ sign: Character, below limit: Int) -> Int? {
            guard token.first == sign, let number = natural(token.dropFirst()), number >= 1, number <= limit else { return nil }
            return number - 1
        }
        func reference(_ token: Substring) -> AbstractState.Reference? {
                if token == "?" { return .unheld }
            if let node = index(token, "@", below: sections[1].count) { return .live(node) }
            return index(token, "^", below: sections[1].count).map { .dead($0) }
        }
        var nodes: [AbstractState.Node] = []
        for token in sections[1] {
            let parts = token.split(separator: ":")
            if parts.count == 2, parts[0] == "keyPackage", let owner = integer(parts[1]) {
                nodes.append(.keyPackage(owner: owner))
            } else if parts.count == 5, parts[0] == "epoch", let number = index(parts[1], "#", below: gaps.count),
                let parent = reference(parts[2]), let author = integer(parts[3]), let keyPackage = reference(parts[4])
            {
                nodes.append(.epoch(number: number, parent: parent, author: author, keyPackage: keyPackage))
            } else {
                return nil
            }
        }
        var cells: [AbstractState.Cell] = []
        for token in sections[0] {
            if token == "T" || token == "F" {
                cells.append(.bool(token == "T"))
            } else if token == "." {
                cells.append(.free)
            } else if token.first == ".", let count = natural(token.dropFirst()), count <= 10_000 {
                cells += Array(repeating: .free, count: count)
            } else if let rank = index(token, "#", below: gaps.count) {
                cells.append(.number(rank))
            } else if let node = index(token, "@", below: nodes.count) {
                cells.append(.node(node))
            } else if let value = integer(token) {
                cells.append(.integer(value))
            } else {
                return nil
            }
        }
        return AbstractState(cells: cells, nodes: nodes, gaps: gaps)
    }

    private static func natural(_ text: Substring) -> Int? { integer(text).flatMap { $0 >= 0 ? $0 : nil } }

    /// Small numbers only: nothing in a state is large.
    private static func integer(_ text: Substring) -> Int? { Int(text).flatMap { abs($0) <= 1_000_000 ? $0 : nil } }
}
