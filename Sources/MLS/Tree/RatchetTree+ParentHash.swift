extension RatchetTree {
    /// `Hash(ParentHashInput)` (RFC 9420 section 7.9), `KDF.Nh` bytes.
    static func parentHash(
        _ encryptionKey: HPKEPublicKey, parentHash: [UInt8], originalSiblingTreeHash: [UInt8], _ suite: Suite
    ) throws -> [UInt8] {
        var writer = Writer()
        encryptionKey.encode(to: &writer)
        writer.opaque(parentHash)
        writer.opaque(originalSiblingTreeHash)
        return suite.hash.digest(try writer.finish())
    }

    /// Puts new keys into the filtered direct path of a leaf and blanks the rest of its direct path (section 7.5).
    ///
    /// - Parameter keys: one for each node of the filtered direct path, from the leaf upwards.
    /// - Returns: the parent hash that the leaf has to carry; empty if there is no node above it.
    mutating func setPath(of leaf: LeafIndex, keys: [HPKEPublicKey], _ suite: Suite) throws -> [UInt8] {
        let path = filteredDirectPath(of: leaf)
        blankDirectPath(of: leaf)
        var hash: [UInt8] = []
        // From the root down, for each parent hash covers the one above it.
        for ((node, copath), key) in zip(path, keys).reversed() {
            set(node, .parent(ParentNode(encryptionKey: key, parentHash: hash)))
            hash = try Self.parentHash(
                key, parentHash: hash, originalSiblingTreeHash: try treeHash(of: copath, suite), suite)
        }
        return hash
    }

    /// Whether every parent that is not blank is parent-hash valid (section 7.9.2).
    ///
    /// - Throws: ``TreeError/parentHashInvalid(_:)``.
    public mutating func verifyParentHashes(_ suite: Suite) throws {
        for index in stride(from: 1, to: nodes.count, by: 2).map({ NodeIndex($0) }) {
            guard let parent = parent(index), let left = index.left, let right = index.right else { continue }
            let matches =
                try chained(to: parent, child: left, sibling: right, suite)
                + chained(to: parent, child: right, sibling: left, suite)
            // Exactly one chain may lead through a node: two would mean two committers for one key.
            guard matches == 1 else { throw TreeError.parentHashInvalid(index) }
        }
    }

    /// How many descendants under `child` have a parent hash that is valid with respect to `parent`.
    private mutating func chained(
        to parent: ParentNode, child: NodeIndex, sibling: NodeIndex, _ suite: Suite
    ) throws -> Int {
        let expected = try Self.parentHash(
            parent.encryptionKey, parentHash: parent.parentHash,
            originalSiblingTreeHash: try originalTreeHash(
                of: sibling, without: Set(parent.unmergedLeaves), suite),
            suite)
        let resolution = resolution(child)
        let below = child.leaves
        let unmerged = Set(parent.unmergedLeaves.filter { below.contains(Int($0.value)) }.map(\.node))
        return resolution.count { candidate in
            self[candidate]?.parentHash == expected && Set(resolution).subtracting([candidate]) == unmerged
        }
    }
}
