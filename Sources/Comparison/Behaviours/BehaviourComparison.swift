import ProtocolModel

/// Which observable sequences one document allows in a network and the other does not.
///
/// A document allows a sequence of observable events if some run of it, in some combination of its readings, is seen as that sequence.
/// So the question is inclusion of the sets of (finite, prefix-closed) traces, in both directions. Both documents are made deterministic on
/// the fly and gone through side by side, breadth first, so the first difference of a direction is a shortest one. A sequence that one
/// document alone allows is not gone on with; differences of one kind, which differ in values only, are told once, by the shortest.
///
/// What a document obliges its parties to do (fairness, `fair` events) is not compared.
public struct BehaviourComparison: Sendable {
    /// A sequence that one document allows and the other does not; it is the last event that the other does not.
    public struct Divergence: Sendable {
        public var word: [Observable]
        /// The run that is seen as the sequence, in the document that allows it.
        public var run: Trace
        /// What the other document allows in place of the last event, where the same thing happens to the same party: runs that are seen
        /// as the rest of the sequence, and one step more.
        public var alternatives: [Trace]
        /// A run of the other document that is seen as the sequence without its last event.
        public var prefix: Trace

        /// Whether the last events differ in values only, be it in another network and after something else.
        public func isOfTheKind(of other: Divergence) -> Bool { word.last?.kind == other.word.last?.kind }
    }

    public enum Completeness: Hashable, Sendable {
        /// Nothing had to be gone through: the documents have the same tables, but for the names and the order of rows.
        case sameTables
        /// All sequences were compared. `sets`: how many pairs of sets of states there are.
        case all(sets: Int)
        /// All sequences of up to so many events were compared; there may be more differences among longer ones.
        case upTo(length: Int, why: Limit)
    }

    public enum Limit: Hashable, Sendable {
        /// As many pairs of sets of states as were allowed.
        case pairs(Int)
        /// A set of states became too large.
        case parts(Int)
        /// A group is created beside epochs whose numbers are not known any more.
        case numbers
        /// A row cannot be carried out in a state that is reachable.
        case modelError(EvaluationError)
        /// A sequence that was found was not confirmed by the interpreter.
        case unconfirmed
        /// It was asked to end.
        case interrupted
    }

    /// The network that both were compared on.
    public var profile: NetworkProfile
    /// By length; the first is a shortest one.
    public var onlyOld: [Divergence]
    public var onlyNew: [Divergence]
    public var completeness: Completeness
    /// Of the names that one document alone has, those that occur in runs.
    public var alphabet: Alphabet

    public var differs: Bool { !onlyOld.isEmpty || !onlyNew.isEmpty }

    public struct Options: Sendable {
        /// The most pairs of sets of states that are compared.
        public var pairs: Int
        /// The most differences that are told of each direction.
        public var divergences: Int

        public init(pairs: Int = 50_000, divergences: Int = 12) {
            self.pairs = pairs
            self.divergences = divergences
        }
    }

    /// - Parameters:
    ///   - profile: the network, whose bounds name events of the newer document.
    ///   - goesOn: asked now and then; `false` ends the comparison.
    /// - Throws: where an initial state cannot be evaluated.
    public init(
        _ correspondence: Correspondence, on profile: NetworkProfile, options: Options = Options(),
        goesOn: () -> Bool = { true }
    ) throws(EvaluationError) {
        self.profile = profile
        alphabet = Alphabet(correspondence)
        onlyOld = []
        onlyNew = []
        if correspondence.hasSameTables {
            completeness = .sameTables
            return
        }
        let oldProfile = correspondence.translated(profile)
        let systems = (
            ObservedSystem(alphabet.old, oldProfile, readings: [:]), ObservedSystem(alphabet.new, profile, readings: [:])
        )
        var search = Search(
            old: try Determinisation(systems.0), new: try Determinisation(systems.1), options: options)
        completeness = search.run(goesOn)
        for (found, isOld) in [(search.onlyOld, true), (search.onlyNew, false)] {
            for word in found {
                let confirmed = WordReplay.confirm(
                    word, allowedBy: isOld ? systems.0 : systems.1, refusedBy: isOld ? systems.1 : systems.0)
                guard let confirmed else {
                    completeness = .upTo(length: word.count - 1, why: .unconfirmed)
                    continue
                }
                if isOld { onlyOld.append(confirmed) } else { onlyNew.append(confirmed) }
            }
        }
    }

    /// The breadth-first search through pairs of sets of states.
    private struct Search {
        var old: Determinisation
        var new: Determinisation
        let options: Options
        var onlyOld: [[Observable]] = []
        var onlyNew: [[Observable]] = []

        init(old: Determinisation, new: Determinisation, options: Options) {
            self.old = old
            self.new = new
            self.options = options
        }

        private struct Node {
            var old: Int
            var new: Int
            var parent: Int?
            var observable: Observable?
            /// Faults that are seen, and changes from one party to another, on the way: among shortest ways the plainest.
            var faults: Int
            var switches: Int
        }

        private struct Pair: Hashable {
            var old: Int
            var new: Int
        }

        private var nodes: [Node] = []

        mutating func run(_ goesOn: () -> Bool) -> Completeness {
            nodes = [Node(old: 0, new: 0, parent: nil, observable: nil, faults: 0, switches: 0)]
            var known: [Pair: Int] = [Pair(old: 0, new: 0): 0]
            var kinds: (old: Set<Observable.Kind>, new: Set<Observable.Kind>) = ([], [])
            var level = [0]
            var length = 0
            while !level.isEmpty {
                var next: [Int] = []
                level.sort { (nodes[$0].faults, nodes[$0].switches, $0) < (nodes[$1].faults, nodes[$1].switches, $1) }
                for index in level {
                    if !goesOn() { return .upTo(length: length, why: .interrupted) }
                    let node = nodes[index]
                    let before = old.successors(of: node.old)
                    let after = new.successors(of: node.new)
                    if let limit = limit() { return .upTo(length: length, why: limit) }
                    var targets: [Observable: Determinisation.Successor] = [:]
                    for successor in after { targets[successor.observable] = successor }
                    for successor in before {
                        guard let other = targets.removeValue(forKey: successor.observable) else {
                            if onlyOld.count < options.divergences, kinds.old.insert(successor.observable.kind).inserted {
                                onlyOld.append(word(to: index) + [successor.observable])
                            }
                            continue
                        }
                        let pair = Pair(old: successor.target, new: other.target)
                        let here = step(from: node, index, successor, pair)
                        if let earlier = known[pair] {
                            // The same length and plainer: that way is shown.
                            if next.contains(earlier), (here.faults, here.switches) < (nodes[earlier].faults, nodes[earlier].switches) {
                                nodes[earlier] = here
                            }
                            continue
                        }
                        if nodes.count >= options.pairs { return .upTo(length: length, why: .pairs(options.pairs)) }
                        known[pair] = nodes.count
                        next.append(nodes.count)
                        nodes.append(here)
                    }
                    for successor in after where targets[successor.observable] != nil {
                        if onlyNew.count < options.divergences, kinds.new.insert(successor.observable.kind).inserted {
                            onlyNew.append(word(to: index) + [successor.observable])
                        }
                    }
                }
                level = next
                length += 1
            }
            return .all(sets: nodes.count)
        }

        private func step(from node: Node, _ index: Int, _ successor: Determinisation.Successor, _ pair: Pair) -> Node {
            let switches = node.observable.map { $0.parties != successor.observable.parties } ?? false
            return Node(
                old: pair.old, new: pair.new, parent: index, observable: successor.observable, faults: node.faults + successor.faults,
                switches: node.switches + (switches ? 1 : 0))
        }

        private func limit() -> Limit? {
            if let error = old.system.modelError ?? new.system.modelError { return .modelError(error) }
            if old.system.lostNumbers || new.system.lostNumbers { return .numbers }
            if old.isTruncated || new.isTruncated { return .parts(Determinisation.mostParts) }
            return nil
        }

        private func word(to index: Int) -> [Observable] {
            var result: [Observable] = []
            var position: Int? = index
            while let current = position {
                if let observable = nodes[current].observable { result.append(observable) }
                position = nodes[current].parent
            }
            return result.reversed()
        }
    }
}

extension Correspondence {
    /// Whether the two say the same but for the names and the order of rows, networks and properties apart.
    public var hasSameTables: Bool {
        let kinds: Set<DeclarationChange.Kind> = [.profile, .property]
        let declarations = DeclarationComparison(self).changes.filter { !kinds.contains($0.kind) }
        if !declarations.isEmpty { return false }
        return RowComparison(self).changes.allSatisfy { change in
            switch change.kind {
            case .renamed, .moved: true
            case .added, .removed, .altered: false
            }
        }
    }

    /// A network of the newer document for the older one: its bounds name events of the older document, and are left out where it has none such.
    public func translated(_ profile: NetworkProfile) -> NetworkProfile {
        var result = profile
        result.bounds = profile.bounds.compactMap { bound in
            guard case .event(let event) = bound.subject else { return bound }
            return events.firstIndex(of: event).map { Bound(subject: .event($0), most: bound.most) }
        }
        return result
    }

    /// A network of the older document for the newer one.
    public func translatedForward(_ profile: NetworkProfile) -> NetworkProfile {
        var result = profile
        result.bounds = profile.bounds.compactMap { bound in
            guard case .event(let event) = bound.subject else { return bound }
            return events[event].map { Bound(subject: .event($0), most: bound.most) }
        }
        return result
    }
}
