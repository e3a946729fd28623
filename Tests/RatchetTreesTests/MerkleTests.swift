import MLS
import Testing

@testable import RatchetTrees

@Suite("Merkle trees")
struct MerkleTests {
    private let hash = HashAlgorithm.sha256

    private func value(_ leaf: Int) -> [UInt8] { Array("identity key \(leaf)".utf8) }

    /// The head by the draft's formulas alone; leaves without a value are blank.
    private func head(_ tree: RecursiveTree, blank: Set<Int> = []) -> [UInt8] {
        switch tree {
        case .leaf(let leaf): hash.digest(blank.contains(leaf) ? [0] : [1] + value(leaf))
        case .parent(let left, let right): hash.digest([2] + head(left, blank: blank) + head(right, blank: blank))
        }
    }

    private func tree(_ count: Int) throws -> MerkleTree {
        try MerkleTree(leaves: (0..<count).map { .leaf(value($0), hash) }, hash)
    }

    @Test("heads are those of the formulas, for all trees of up to 64 leaves, however they are made")
    func heads() throws {
        var grown = MerkleTree(single: .leaf(value(0), hash), hash)
        var byFrontier = grown
        for count in 1...64 {
            let whole = try tree(count)
            let expected = head(RecursiveTree(0..<count))
            #expect(try whole.head.bytes == expected)
            #expect(try grown.head.bytes == expected)
            #expect(try byFrontier.head.bytes == expected)
            #expect(try MerkleTree(frontier: whole.frontier, shape: whole.shape, hash).head.bytes == expected)
            for node in whole.shape.nodes { #expect(whole[node] == grown[node]) }
            grown = try grown.appending(.leaf(value(count), hash))
            byFrontier = try MerkleTree(frontier: byFrontier.frontier, shape: byFrontier.shape, hash)
                .appending(.leaf(value(count), hash))
        }
    }

    @Test("blank leaves are hashed as H(0)")
    func blanks() throws {
        for count in 1...16 {
            var blanked = try tree(count)
            var blank: Set<Int> = []
            for leaf in stride(from: 0, to: count, by: 3) {
                blanked = try blanked.replacing(leaf: leaf, with: .blankLeaf(hash))
                blank.insert(leaf)
                #expect(try blanked.head.bytes == head(RecursiveTree(0..<count), blank: blank))
            }
        }
    }

    @Test("every proof of every tree of up to 64 leaves verifies, and for no other leaf, value or size")
    func proofs() throws {
        for count in 1...64 {
            let tree = try tree(count)
            let head = try tree.head
            for leaf in 0..<count {
                let proof = try tree.proof(ofLeaf: leaf)
                try proof.verify(leaf: leaf, value: value(leaf), in: tree.shape, head: head, hash)
                #expect(proof.nodes.count == (try tree.shape.copath(ofLeaf: leaf).count) + 1)
                for other in 0..<count where other != leaf {
                    #expect(throws: MerkleError.self) {
                        try proof.verify(leaf: other, value: value(leaf), in: tree.shape, head: head, hash)
                    }
                }
                #expect(throws: MerkleError.otherValue) {
                    try proof.verify(leaf: leaf, value: value(leaf + 1), in: tree.shape, head: head, hash)
                }
                #expect(throws: MerkleError.self) {
                    try proof.verify(leaf: leaf, value: value(leaf), in: BalancedTree(leafCount: 2 * count), head: head, hash)
                }
            }
        }
    }

    @Test("a proof with any bit altered, a node missing, added or of another length does not verify")
    func alterations() throws {
        for count in 1...9 {
            let tree = try tree(count)
            let head = try tree.head
            for leaf in 0..<count {
                let proof = try tree.proof(ofLeaf: leaf)
                func refused(_ altered: MerkleProof, _ value: [UInt8]? = nil, _ head: MerkleNode = head) {
                    #expect(throws: MerkleError.self) {
                        try altered.verify(leaf: leaf, value: value ?? self.value(leaf), in: tree.shape, head: head, hash)
                    }
                }
                for position in proof.nodes.indices {
                    for bit in 0..<256 {
                        var altered = proof
                        altered.nodes[position] = flipping(bit, altered.nodes[position])
                        refused(altered)
                    }
                    var shorter = proof
                    shorter.nodes[position] = MerkleNode(Array(proof.nodes[position].bytes.dropLast()))
                    refused(shorter)
                    var missing = proof
                    missing.nodes.remove(at: position)
                    refused(missing)
                    var doubled = proof
                    doubled.nodes.insert(proof.nodes[position], at: position)
                    refused(doubled)
                }
                for bit in 0..<(8 * value(leaf).count) {
                    var altered = value(leaf)
                    altered[bit / 8] ^= 1 << (bit % 8)
                    refused(proof, altered)
                }
                for bit in 0..<256 { refused(proof, nil, flipping(bit, head)) }
            }
        }
    }

    private func flipping(_ bit: Int, _ node: MerkleNode) -> MerkleNode {
        var bytes = node.bytes
        bytes[bit / 8] ^= 1 << (bit % 8)
        return MerkleNode(bytes)
    }

    @Test("what is not known is asked for, and can be learned from a proof")
    func partialKnowledge() throws {
        let whole = try tree(13)
        let partial = try MerkleTree(frontier: whole.frontier, shape: whole.shape, hash)
        #expect(throws: MerkleError.nodeUnknown(6)) { try partial.proof(ofLeaf: 3) }
        #expect(throws: MerkleError.nodeUnknown(4)) { try partial.replacing(leaf: 3, with: .blankLeaf(hash)) }
        var proof = try whole.proof(ofLeaf: 3)
        let learned = try partial.learning(proof, ofLeaf: 3, value: value(3))
        #expect(try learned.proof(ofLeaf: 3) == proof)
        #expect(try learned.replacing(leaf: 3, with: .blankLeaf(hash)).head == whole.replacing(leaf: 3, with: .blankLeaf(hash)).head)
        proof.nodes[2] = .blankLeaf(hash)
        #expect(throws: MerkleError.otherHead) { try partial.learning(proof, ofLeaf: 3, value: value(3)) }
        #expect(throws: MerkleError.shape(.frontierLength(expected: 3, actual: 2))) {
            try MerkleTree(frontier: Array(whole.frontier.dropLast()), shape: whole.shape, hash)
        }
    }

    @Test("leaves and parents are hashed apart")
    func domainSeparation() throws {
        // A leaf whose value is what a parent hashes is not that parent.
        let pair = try tree(2)
        let left = try #require(pair[0])
        let right = try #require(pair[2])
        #expect(try pair.head != .leaf(left.bytes + right.bytes, hash))
        #expect(MerkleNode.leaf([], hash) != .blankLeaf(hash))
    }
}
