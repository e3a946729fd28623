import MLS

@testable import RatchetTrees

/// Somebody who is, was or will be a member, and everything that it has ever known: honest participants forget, this one does not.
struct Party {
    let name: Int
    let identityKey: SignaturePrivateKey
    /// Nil once deleted.
    var state: GroupState?
    /// Leaf key pairs, its own and those of others: what a "double-joined" participant has.
    var leafKeys: [KeyPair] = []
    /// The secrets of the present epoch as it can derive them from what it has kept and what it hears, nil once it can not.
    var derived: EpochSecrets?
}

/// What the draft's rules say about who can derive what, without any cryptography: a node's value is known to those who know the private
/// key of one of the leaves that it was computed from.
struct Knowledge {
    /// The leaf key pairs, by number, that the value of each node was computed from; empty for blank nodes.
    var sources: [Int: Set<Int>] = [:]
    var shape = BalancedTree.single
    private(set) var count = 0
    /// The leaf key pairs that each party knows.
    var known: [Int: Set<Int>] = [:]
    /// Who knows the secrets of the present epoch.
    var epoch: Set<Int> = []

    /// A new leaf key pair, known to some.
    mutating func makeKey(knownTo parties: some Sequence<Int>) -> Int {
        count += 1
        for party in parties { known[party, default: []].insert(count) }
        return count
    }

    /// Puts a key pair at a leaf and computes the nodes above anew.
    mutating func replace(leaf: Int, with key: Int) throws {
        let path = try shape.pathToRoot(fromLeaf: leaf)
        sources[path[0]] = [key]
        for (node, parent) in zip(path, path.dropFirst()) {
            let sibling = shape.sibling(of: node).flatMap { sources[$0] } ?? []
            sources[parent] = (sources[node] ?? []).union(sibling)
        }
    }

    /// Makes a leaf blank, and the nodes above whose children are both blank.
    mutating func blank(leaf: Int) throws {
        sources[BalancedTree.node(ofLeaf: leaf)] = []
        for node in try shape.pathToRoot(fromLeaf: leaf).dropFirst() {
            guard let left = shape.left(of: node), let right = shape.right(of: node), sources[left] == [], sources[right] == []
            else { break }
            sources[node] = []
        }
    }

    func knowsRoot(_ party: Int) -> Bool {
        !(known[party] ?? []).isDisjoint(with: sources[shape.root] ?? [])
    }

    /// Who knows the next epoch's secrets after an Update or a Delete: who knows the init secret and the root.
    mutating func chained() {
        epoch = epoch.filter { knowsRoot($0) }
    }

    /// Who knows them after an Add, into which no init secret goes: who knows the root, or the prior epoch's add key and the root's public
    /// key, which is in the next message's frontier if the tree is full.
    mutating func added() {
        let rootIsPublished = shape.leafCount & (shape.leafCount - 1) == 0
        epoch = Set(known.keys.filter { knowsRoot($0) || rootIsPublished && epoch.contains($0) })
    }
}
