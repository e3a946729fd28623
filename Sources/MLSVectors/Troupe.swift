import MLS

/// The members of a group with which vectors are made.
struct Troupe {
    let suite: Suite
    var members: [Group] = []

    static let groupID = Array("vectors".utf8)

    init(_ suite: Suite) {
        self.suite = suite
    }

    /// A fresh client.
    func client(_ number: Int, using random: inout SeededRandom) throws -> KeyPackageBundle {
        try KeyPackageBundle(
            suite.cipherSuite, credential: .basic(identity: Array("client \(number)".utf8)),
            signatureKey: try suite.signature.generateKey(using: &random), using: &random)
    }

    /// A group in which leaf i has added leaf i + 1, for all leaves: `get_tree(count)` of the format's description.
    init(chain count: Int, _ suite: Suite, using random: inout SeededRandom) throws {
        self.init(suite)
        members = [
            try Group.create(groupID: Self.groupID, with: try client(0, using: &random), using: &random)
        ]
        for number in 1..<max(1, count) {
            _ = try commit(number - 1, adding: [try client(number, using: &random)], using: &random)
        }
    }

    /// A Commit of one member, processed by the others; newcomers join, and who is removed leaves.
    mutating func commit(
        _ committer: Int, _ options: CommitOptions = CommitOptions(), adding newcomers: [KeyPackageBundle] = [],
        preSharedKeys: PreSharedKeys = PreSharedKeys(), using random: inout SeededRandom
    ) throws -> PendingCommit {
        var options = options
        options.proposals += newcomers.map { .add($0.keyPackage) }
        let pending = try members[committer].commit(options, preSharedKeys: preSharedKeys, using: &random)
        var next: [Group] = []
        for index in members.indices {
            if index == committer {
                next.append(pending.merged())
            } else if case .commit(let effect) = try members[index].process(
                pending.message, preSharedKeys: preSharedKeys), let group = effect.group
            {
                next.append(group)
            }
        }
        for newcomer in newcomers {
            guard let welcome = pending.welcome else { throw VectorMismatch(field: "no welcome") }
            next.append(
                try Group.join(
                    welcome, with: newcomer, ratchetTree: pending.merged().tree.ratchetTree,
                    preSharedKeys: preSharedKeys))
        }
        members = next
        return pending
    }
}
