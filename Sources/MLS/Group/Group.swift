/// One member's state in one epoch of a group (RFC 9420 section 8): a value.
///
/// Processing a Commit returns the next state and leaves this one as it was, so that several continuations
/// of one state can exist side by side; who lets go of a state deletes its secrets. States share what did not
/// change, and keep nothing of earlier epochs.
public struct Group: Sendable {
    public let suite: Suite
    public internal(set) var groupContext: GroupContext
    public internal(set) var tree: RatchetTree
    public internal(set) var configuration: GroupConfiguration
    /// The tag of the Commit that began the epoch, `KDF.Nh` bytes.
    public internal(set) var confirmationTag: [UInt8]
    /// The ReInit with which the last Commit ended the group, if it did.
    public internal(set) var reInit: ReInit?

    var keys: TreeKEMPrivateKeys
    var signatureKey: SignaturePrivateKey
    var secrets: KeyScheduleEpoch
    var secretTree: SecretTree
    var interimTranscriptHash: [UInt8]
    /// The GroupContext's encoding, which every signature and MAC covers.
    var encodedContext: [UInt8]
    /// What has been proposed in this epoch, in the order of arrival.
    var proposals: [CachedProposal] = []

    init(
        _ suite: Suite, groupContext: GroupContext, tree: RatchetTree, configuration: GroupConfiguration,
        keys: TreeKEMPrivateKeys, signatureKey: SignaturePrivateKey, secrets: KeyScheduleEpoch,
        confirmationTag: [UInt8], reInit: ReInit? = nil
    ) throws {
        self.suite = suite
        self.groupContext = groupContext
        self.tree = tree
        self.configuration = configuration
        self.keys = keys
        self.signatureKey = signatureKey
        self.secrets = secrets
        secretTree = self.secrets.takeSecretTree(suite, shape: tree.shape)
        secretTree.limits = HashRatchet.Limits(
            forward: configuration.maximumForwardRatchetSteps, kept: configuration.maximumKeptMessageKeys)
        self.confirmationTag = confirmationTag
        self.reInit = reInit
        encodedContext = try groupContext.encoded()
        interimTranscriptHash = try TranscriptHash.interim(
            suite, confirmed: groupContext.confirmedTranscriptHash, confirmationTag: confirmationTag)
    }

    /// A group of one member (section 11), in epoch 0.
    ///
    /// - Parameters:
    ///   - bundle: the creator's leaf and keys.
    ///   - random: the source of `epoch_secret`.
    /// - Throws: ``LeafNodeError``, ``KeyPackageError``, ``GroupError/duplicateExtension(_:)``.
    public static func create(
        groupID: [UInt8], with bundle: KeyPackageBundle, extensions: [Extension] = [],
        configuration: GroupConfiguration = GroupConfiguration(), using random: inout some RandomNumberGenerator
    ) throws -> Group {
        let suite = try Suite(bundle.keyPackage.cipherSuite)
        if let type = extensions.duplicatedType { throw GroupError.duplicateExtension(type) }
        var tree = RatchetTree(bundle.keyPackage.leafNode)
        let context = GroupContext(
            cipherSuite: suite.cipherSuite, groupID: groupID, epoch: 0, treeHash: try tree.treeHash(suite),
            confirmedTranscriptHash: [], extensions: extensions)
        try LeafNodeValidation(suite, context, configuration: configuration, isSending: true)
            .verify(bundle.keyPackage)
        let secrets = try KeyScheduleEpoch(
            suite, epochSecret: Secret(count: suite.secretSize, using: &random))
        return try Group(
            suite, groupContext: context, tree: tree, configuration: configuration,
            keys: TreeKEMPrivateKeys(leafIndex: LeafIndex(0), leafKey: bundle.encryptionKey),
            signatureKey: bundle.signatureKey, secrets: secrets,
            confirmationTag: secrets.confirmationTag(suite, []))
    }

    // MARK: Reading

    public var groupID: [UInt8] { groupContext.groupID }
    public var epoch: UInt64 { groupContext.epoch }
    /// This member's leaf.
    public var ownLeafIndex: LeafIndex { keys.leafIndex }
    /// The members in the order of their leaves.
    public var members: [(index: LeafIndex, leaf: LeafNode)] { tree.members }
    /// The tree hash of the epoch, `KDF.Nh` bytes.
    public var treeHash: [UInt8] { groupContext.treeHash }
    /// `epoch_authenticator` (section 8.7), `KDF.Nh` bytes: equal where two members are in the same epoch.
    public var epochAuthenticator: [UInt8] { secrets.epochAuthenticator.exposed }
    /// `resumption_psk` (section 8.6), `KDF.Nh` bytes.
    public var resumptionPSK: Secret { secrets.resumptionPSK }
    /// The references of the proposals that a Commit may refer to, in the order of arrival.
    public var pendingProposals: [(reference: ProposalRef, proposal: Proposal, sender: Sender)] {
        proposals.map { ($0.reference, $0.proposal, $0.sender) }
    }

    /// `MLS-Exporter` (section 8.5): `length` bytes.
    ///
    /// - Throws: ``CryptographyError/outputTooLong(byteCount:)`` above 255 times `KDF.Nh`.
    public func exportSecret(label: String, context: [UInt8], length: Int) throws -> Secret {
        try secrets.export(suite, label: label, context: context, length: length)
    }

    /// A GroupInfo of the epoch (section 12.4.3), signed by this member.
    ///
    /// - Parameters:
    ///   - includesRatchetTree: whether the `ratchet_tree` extension is in it.
    ///   - includesExternalPub: whether the `external_pub` extension is in it, with which others may join by themselves.
    public func groupInfo(
        includesRatchetTree: Bool = true, includesExternalPub: Bool = true, extensions: [Extension] = []
    ) throws -> GroupInfo {
        var extensions = extensions
        if includesRatchetTree { extensions.append(try Extension(.ratchetTree, tree.ratchetTree)) }
        if includesExternalPub {
            extensions.append(try Extension(.externalPub, try secrets.externalKey(suite).publicKey))
        }
        if let type = extensions.duplicatedType { throw GroupError.duplicateExtension(type) }
        var info = GroupInfo(
            groupContext: groupContext, extensions: extensions, confirmationTag: confirmationTag,
            signer: ownLeafIndex)
        try info.sign(suite, with: signatureKey)
        return info
    }

    func validation(isSending: Bool, extensions: [Extension]? = nil) throws(DecodeError) -> LeafNodeValidation {
        try LeafNodeValidation(
            suite, groupContext, extensions: extensions, configuration: configuration, isSending: isSending)
    }
}

/// A proposal that has arrived, or was sent, and waits for a Commit.
struct CachedProposal: Sendable {
    let reference: ProposalRef
    let proposal: Proposal
    let sender: Sender
    /// The keys of this member's own Update, which a Commit will bring into force.
    var update: UpdateKeys?

    struct UpdateKeys: Sendable {
        let encryptionKey: HPKEPrivateKey
        let signatureKey: SignaturePrivateKey
    }
}
