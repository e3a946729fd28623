/// Why a group does not do what it was asked.
public enum GroupError: Error, Equatable, Sendable {
    /// The group was reinitialised: nothing more is sent in it (RFC 9420 section 12.4.2).
    case reinitialized
    /// The group was not reinitialised, so it has no successor.
    case notReinitialized
    /// The last epoch number is used up.
    case epochsExhausted
    /// A proposal has to be committed before application data is sent (section 12.4).
    case proposalsPending
    /// There is no member at this leaf.
    case noSuchMember(LeafIndex)
    /// A pre-shared key is not at hand.
    case preSharedKeyMissing(PreSharedKeyID)
    /// A proposal's type can not be proposed in this way.
    case proposalNotAllowed(ProposalType)
    /// An extension occurs twice (section 13.4).
    case duplicateExtension(ExtensionType)
    /// The private keys do not belong to the KeyPackage.
    case keyMismatch
}

/// Why a list of proposals can not be committed (RFC 9420 section 12.2): one case for each rule. Invalid leaves
/// and KeyPackages are reported by ``LeafNodeError`` and ``KeyPackageError``.
public enum ProposalListError: Error, Equatable, Sendable {
    /// No proposal with this reference has been received.
    case unknownProposal(ProposalRef)
    /// The committer updates itself by a proposal.
    case updateByCommitter
    /// An Update does not come from a member.
    case updateFromOutside
    /// The committer removes itself.
    case committerRemoved
    /// A Remove names a leaf without a member.
    case removeOfBlankLeaf(LeafIndex)
    /// More than one Update or Remove for one leaf.
    case multipleChangesOfLeaf(LeafIndex)
    /// Two Adds for one client.
    case clientAddedTwice
    /// An Add for a client that is a member and stays one.
    case clientAlreadyMember(LeafIndex)
    /// Two PreSharedKeys with one identifier.
    case duplicatePreSharedKey
    /// A `psk_nonce` has not `KDF.Nh` bytes.
    case pskNonceLength(expected: Int, actual: Int)
    /// A resumption PSK with usage `reinit` outside of a reinitialisation.
    case reInitPSKOutOfPlace
    /// A resumption PSK with usage `branch` outside of a branching.
    case branchPSKOutOfPlace
    /// More than one GroupContextExtensions.
    case multipleGroupContextExtensions
    /// New extensions ask for what a member does not support.
    case groupContextExtensionsNotSupported(by: LeafIndex)
    /// An extension occurs twice (section 13.4).
    case duplicateExtension(ExtensionType)
    /// A credential in `external_senders` is not accepted by the ``AuthenticationService`` (section 5.3.1).
    case externalSenderRejected
    /// A ReInit together with something else.
    case reInitNotAlone
    /// A ReInit to an older version.
    case reInitToOlderVersion(ProtocolVersion)
    /// An ExternalInit in a Commit of a member.
    case externalInitByMember
    /// A type that not every member supports.
    case proposalTypeNotSupported(ProposalType, by: LeafIndex)
    /// An external Commit has not exactly one ExternalInit.
    case externalInitCount(Int)
    /// An external Commit has more than one Remove.
    case multipleRemovesInExternalCommit
    /// An external Commit has a proposal of a type that it may not.
    case proposalTypeInExternalCommit(ProposalType)
}

/// Why a Commit does not begin an epoch (RFC 9420 sections 12.4.2 and 12.4.3.2): one case for each rule. See also
/// ``MessageError``, ``ProposalListError``, ``LeafNodeError`` and ``UpdatePathError``.
public enum CommitError: Error, Equatable, Sendable {
    /// The `path` is missing although the proposals need one, or there are none.
    case pathRequired
    /// A pre-shared key is not at hand.
    case preSharedKeyMissing(PreSharedKeyID)
    /// The confirmation tag is not the new epoch's.
    case confirmationTagInvalid
    /// An external Commit refers to a proposal instead of containing it.
    case referenceInExternalCommit
    /// An external Commit has no `path`.
    case pathMissingInExternalCommit
    /// An external joiner has no `external_pub` to begin with.
    case externalPubMissing
}
