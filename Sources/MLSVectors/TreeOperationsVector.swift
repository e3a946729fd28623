import MLS

/// "Tree Operations".
public struct TreeOperationsVector: TestVector {
    public static let kind = "tree-operations"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public var cipherSuite: UInt16
    public var treeBefore: Hex
    public var proposal: Hex
    public var proposalSender: UInt32
    public var treeHashBefore: Hex
    public var treeAfter: Hex
    public var treeHashAfter: Hex

    static func apply(_ proposal: Proposal, by sender: LeafIndex, to tree: inout RatchetTree) throws {
        switch proposal {
        case .add(let keyPackage):
            try tree.add(keyPackage.leafNode)
        case .update(let leaf):
            try tree.update(sender, leaf)
        case .remove(let leaf):
            try tree.blank(leaf)
            tree.truncate()
        default:
            throw VectorMismatch(field: "proposal of another type")
        }
    }

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        var tree = try RatchetTree(try treeBefore.decoded(as: RatchetTreeNodes.self))
        try expect(Hex(try tree.treeHash(suite)), is: treeHashBefore, "tree_hash_before")
        try Self.apply(try proposal.decoded(), by: LeafIndex(proposalSender), to: &tree)
        try expect(try Hex(encoding: tree.ratchetTree), is: treeAfter, "tree_after")
        try expect(Hex(try tree.treeHash(suite)), is: treeHashAfter, "tree_hash_after")
    }
}

/// "Tree Validation".
public struct TreeValidationVector: TestVector {
    public static let kind = "tree-validation"
    public var requiredSuite: CipherSuite? { CipherSuite(rawValue: cipherSuite) }

    public var cipherSuite: UInt16
    public var tree: Hex
    public var groupId: Hex
    public var resolutions: [[UInt32]]
    public var treeHashes: [Hex]

    public func verify() throws {
        let suite = try Suite(CipherSuite(rawValue: cipherSuite))
        var tree = try RatchetTree(try tree.decoded(as: RatchetTreeNodes.self))
        try expect(Self.resolutions(tree), is: resolutions, "resolutions")
        try expect(try Self.treeHashes(&tree, suite), is: treeHashes, "tree_hashes")
        try tree.verifyParentHashes(suite)
        try tree.verifyParents(suite)
        for (index, leaf) in tree.members {
            try expect(try leaf.isSigned(suite, groupID: groupId.bytes, leafIndex: index), "signature of \(index)")
        }
    }

    static func resolutions(_ tree: RatchetTree) -> [[UInt32]] {
        tree.nodes.indices.map { tree.resolution(NodeIndex($0)).map { UInt32($0.value) } }
    }

    static func treeHashes(_ tree: inout RatchetTree, _ suite: Suite) throws -> [Hex] {
        try tree.nodes.indices.map { Hex(try tree.treeHash(of: NodeIndex($0), suite)) }
    }
}
