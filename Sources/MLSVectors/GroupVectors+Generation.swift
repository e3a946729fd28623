import MLS

extension WelcomeVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [WelcomeVector] {
        let troupe = try Troupe(chain: 1, suite, using: &random)
        let newcomer = try troupe.client(1, using: &random)
        var founder = troupe.members[0]
        let pending = try founder.commit(
            CommitOptions(proposals: [.add(newcomer.keyPackage)]), using: &random)
        guard let welcome = pending.welcome, let signer = founder.members.first else {
            throw VectorMismatch(field: "no welcome")
        }
        return [
            WelcomeVector(
                cipherSuite: suite.cipherSuite.rawValue, initPriv: Hex(newcomer.initKey.rawRepresentation),
                signerPub: Hex(signer.leaf.signatureKey.bytes),
                keyPackage: try Hex(encoding: MLSMessage.keyPackage(newcomer.keyPackage)),
                welcome: try Hex(encoding: MLSMessage.welcome(welcome)))
        ]
    }
}

extension MessagesVector: GeneratedTestVector {
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [MessagesVector] {
        var troupe = try Troupe(chain: 3, suite, using: &random)
        let newcomer = try troupe.client(3, using: &random)
        guard var leaf = troupe.members[1].members.last?.leaf else { throw VectorMismatch(field: "no leaf") }
        leaf.leafNodeSource = .update
        let id = PreSharedKeyID(
            .resumption(usage: .application, pskGroupID: [1, 2], pskEpoch: 3),
            pskNonce: [UInt8](randomCount: suite.secretSize, using: &random))
        let pending = try troupe.commit(
            0, CommitOptions(proposals: [.remove(LeafIndex(2))]), adding: [newcomer], using: &random)
        guard case .publicMessage(let commitMessage) = pending.message,
            case .commit(let commit) = commitMessage.content.content, let welcome = pending.welcome
        else { throw VectorMismatch(field: "no commit") }
        var data = commitMessage
        data.content.content = .application([UInt8](randomCount: 20, using: &random))
        data.auth.confirmationTag = nil
        let sealed = try troupe.members[0].protect([1, 2, 3], padding: 5, using: &random)
        let proposal = try troupe.members[0].propose(.groupContextExtensions([]), using: &random)
        let group = troupe.members[0]
        func content(_ proposal: Proposal) throws -> Hex { try MessagesVector.content(proposal) }
        return [
            MessagesVector(
                mlsWelcome: try Hex(encoding: MLSMessage.welcome(welcome)),
                mlsGroupInfo: try Hex(encoding: MLSMessage.groupInfo(try group.groupInfo())),
                mlsKeyPackage: try Hex(encoding: MLSMessage.keyPackage(newcomer.keyPackage)),
                ratchetTree: try Hex(encoding: group.tree.ratchetTree),
                groupSecrets: try Hex(
                    encoding: GroupSecrets(
                        joinerSecret: Secret([UInt8](randomCount: suite.secretSize, using: &random)),
                        pathSecret: Secret([UInt8](randomCount: suite.secretSize, using: &random)), psks: [id])),
                addProposal: try content(.add(newcomer.keyPackage)), updateProposal: try content(.update(leaf)),
                removeProposal: try content(.remove(LeafIndex(7))),
                preSharedKeyProposal: try content(.preSharedKey(id)),
                reInitProposal: try content(.reInit(ReInit(groupID: [1], cipherSuite: suite.cipherSuite))),
                externalInitProposal: try content(
                    .externalInit(kemOutput: [UInt8](randomCount: suite.kem.publicKeySize, using: &random))),
                groupContextExtensionsProposal: try content(.groupContextExtensions(leaf.extensions)),
                commit: try Hex(encoding: commit),
                publicMessageApplication: try Hex(encoding: MLSMessage.publicMessage(data)),
                publicMessageProposal: try Hex(encoding: proposal),
                publicMessageCommit: try Hex(encoding: pending.message), privateMessage: try Hex(encoding: sealed))
        ]
    }
}

extension PassiveClientVector: GeneratedTestVector {
    /// Clients that join by Welcomes of several forms and then follow a group's commits.
    public static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [PassiveClientVector] {
        try [(true, false), (false, false), (true, true), (false, true)].map { includesTree, usesPSK in
            try generate(suite, includesTree: includesTree, usesPSK: usesPSK, using: &random)
        }
    }

    private static func generate(
        _ suite: Suite, includesTree: Bool, usesPSK: Bool, using random: inout SeededRandom
    ) throws -> PassiveClientVector {
        var troupe = try Troupe(chain: 4, suite, using: &random)
        let passive = try troupe.client(10, using: &random)
        let psk = PSK(pskId: Hex([9]), psk: Hex([UInt8](randomCount: suite.secretSize, using: &random)))
        let known = PreSharedKeys(external: [psk.pskId.bytes: psk.psk.secret])
        func pskProposals() -> [Proposal] {
            guard usesPSK else { return [] }
            return [
                .preSharedKey(troupe.members[0].preSharedKeyID(.external(pskID: psk.pskId.bytes), using: &random))
            ]
        }
        let joining = try troupe.commit(
            0, CommitOptions(proposals: pskProposals(), includesRatchetTree: includesTree), adding: [passive],
            preSharedKeys: known, using: &random)
        guard let welcome = joining.welcome else { throw VectorMismatch(field: "no welcome") }
        let tree = try Hex(encoding: joining.merged().tree.ratchetTree)
        var vector = PassiveClientVector(
            cipherSuite: suite.cipherSuite.rawValue, externalPsks: usesPSK ? [psk] : [],
            keyPackage: try Hex(encoding: MLSMessage.keyPackage(passive.keyPackage)),
            signaturePriv: Hex(passive.signatureKey.rawRepresentation),
            encryptionPriv: Hex(passive.encryptionKey.rawRepresentation),
            initPriv: Hex(passive.initKey.rawRepresentation),
            welcome: try Hex(encoding: MLSMessage.welcome(welcome)), ratchetTree: Nullable(includesTree ? nil : tree),
            initialEpochAuthenticator: Hex(joining.merged().epochAuthenticator), epochs: [])
        for number in 0..<5 {
            var proposals: [Hex] = []
            if number.isMultiple(of: 2) {
                let update = try troupe.members[1].proposeUpdate(using: &random)
                for index in troupe.members.indices where index != 1 { _ = try troupe.members[index].process(update) }
                proposals.append(try Hex(encoding: update))
            }
            let options = CommitOptions(
                proposals: pskProposals() + (number == 3 ? [.remove(LeafIndex(2))] : []), forcesPath: number < 2)
            let newcomers = number == 2 ? [try troupe.client(20, using: &random)] : []
            let pending = try troupe.commit(
                number % 2 * 3, options, adding: newcomers, preSharedKeys: known, using: &random)
            vector.epochs.append(
                Epoch(
                    proposals: proposals, commit: try Hex(encoding: pending.message),
                    epochAuthenticator: Hex(pending.merged().epochAuthenticator)))
        }
        return vector
    }
}
