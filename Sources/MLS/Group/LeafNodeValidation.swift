/// The rules for leaves and KeyPackages (RFC 9420 sections 7.3 and 10.1) in a group with given parameters.
struct LeafNodeValidation {
    let suite: Suite
    let version: ProtocolVersion
    let groupID: [UInt8]
    let extensions: [Extension]
    let requiredCapabilities: RequiredCapabilities?
    let configuration: GroupConfiguration
    /// Whether the leaf is in something that the client itself sends.
    let isSending: Bool

    init(
        _ suite: Suite, _ context: GroupContext, extensions: [Extension]? = nil,
        configuration: GroupConfiguration, isSending: Bool
    ) throws(DecodeError) {
        self.suite = suite
        version = context.version
        groupID = context.groupID
        self.extensions = extensions ?? context.extensions
        requiredCapabilities = try self.extensions.decoded(.requiredCapabilities)
        self.configuration = configuration
        self.isSending = isSending
    }

    /// The rules that one leaf can be held to by itself.
    ///
    /// - Parameters:
    ///   - source: what the source has to be, or nil where any will do.
    ///   - old: the leaf that this one replaces.
    ///   - isOwn: whether the client has just signed the leaf itself; its signature is then not verified.
    func verify(
        _ leaf: LeafNode, at index: LeafIndex, source: LeafNodeSource.Kind?, replacing old: LeafNode? = nil,
        isOwn: Bool = false
    ) throws {
        if let source, leaf.leafNodeSource.kind != source {
            throw LeafNodeError.wrongSource(expected: source, actual: leaf.leafNodeSource.kind)
        }
        if let old, old.encryptionKey == leaf.encryptionKey { throw LeafNodeError.encryptionKeyNotChanged }
        guard suite.kem.isValid(leaf.encryptionKey) else { throw LeafNodeError.invalidEncryptionKey }
        guard suite.signature.isValid(leaf.signatureKey) else { throw LeafNodeError.invalidSignatureKey }
        try verifyCapabilities(leaf)
        try verifyLifetime(leaf)
        let service = configuration.authenticationService
        guard service.isValid(leaf.credential, signatureKey: leaf.signatureKey) else {
            throw LeafNodeError.credentialRejected
        }
        if let old, old.credential != leaf.credential {
            guard service.isValidSuccessor(leaf.credential, of: old.credential) else {
                throw LeafNodeError.successorRejected
            }
        }
        guard try isOwn || leaf.isSigned(suite, groupID: groupID, leafIndex: index) else {
            throw LeafNodeError.signatureInvalid
        }
    }

    private func verifyCapabilities(_ leaf: LeafNode) throws(LeafNodeError) {
        let capabilities = leaf.capabilities
        guard capabilities.versions.contains(version) else { throw .versionNotSupported(version) }
        guard capabilities.cipherSuites.contains(suite.cipherSuite) else {
            throw .cipherSuiteNotSupported(suite.cipherSuite)
        }
        guard capabilities.supports(leaf.credential.credentialType) else {
            throw .credentialTypeNotListed(leaf.credential.credentialType)
        }
        if let type = leaf.extensions.duplicatedType { throw .duplicateExtension(type) }
        for item in leaf.extensions where !capabilities.supports(item.extensionType) {
            throw .extensionNotListed(item.extensionType)
        }
        try verifyGroupRequirements(capabilities)
    }

    /// That a member supports what the group's extensions ask for.
    func verifyGroupRequirements(_ capabilities: Capabilities) throws(LeafNodeError) {
        for item in extensions where !capabilities.supports(item.extensionType) {
            throw .groupExtensionNotSupported(item.extensionType)
        }
        guard let requiredCapabilities else { return }
        for type in requiredCapabilities.extensionTypes where !capabilities.supports(type) {
            throw .requiredExtensionMissing(type)
        }
        for type in requiredCapabilities.proposalTypes where !capabilities.supports(type) {
            throw .requiredProposalMissing(type)
        }
        for type in requiredCapabilities.credentialTypes where !capabilities.supports(type) {
            throw .requiredCredentialMissing(type)
        }
    }

    private func verifyLifetime(_ leaf: LeafNode) throws(LeafNodeError) {
        guard case .keyPackage(let lifetime) = leaf.leafNodeSource else { return }
        if lifetime.notAfter >= lifetime.notBefore,
            lifetime.notAfter - lifetime.notBefore > configuration.maximumLifetime
        {
            throw .lifetimeTooLong
        }
        guard isSending || configuration.lifetimeChecks == .sentAndReceived else { return }
        let now = configuration.clock()
        guard lifetime.notBefore <= now else { throw .notYetValid }
        guard now <= lifetime.notAfter else { throw .expired }
    }

    /// The rules that concern the members of a tree together, where the tree kept them before some leaves changed.
    ///
    /// It costs a comparison with every other member for each leaf that changed.
    func verifyTogether(_ tree: RatchetTree, changed: Set<LeafIndex>) throws(LeafNodeError) {
        // Beyond a few changes the tables of the whole tree are cheaper.
        guard changed.count <= 8 else { return try verifyTogether(tree) }
        for index in changed.sorted() {
            guard let leaf = tree[index] else { continue }
            try verify(leaf, at: index, against: tree)
        }
    }

    private func verify(_ leaf: LeafNode, at index: LeafIndex, against tree: RatchetTree) throws(LeafNodeError) {
        let type = leaf.credential.credentialType
        for place in stride(from: 0, to: tree.nodes.count, by: 2) where place != index.node.value {
            guard case .leaf(let other)? = tree.nodes[place] else { continue }
            let otherIndex = LeafIndex(UInt32(truncatingIfNeeded: place / 2))
            let (first, second) = (min(index, otherIndex), max(index, otherIndex))
            if other.signatureKey == leaf.signatureKey { throw .duplicateSignatureKey(first, second) }
            if other.encryptionKey == leaf.encryptionKey { throw .duplicateEncryptionKey(first, second) }
            guard other.capabilities.supports(type) else {
                throw .credentialTypeNotSupported(type, by: otherIndex)
            }
            guard leaf.capabilities.supports(other.credential.credentialType) else {
                throw .credentialTypeNotSupported(other.credential.credentialType, by: index)
            }
        }
    }

    /// The rules that concern the members of a tree together: unique keys, and credentials that all support.
    func verifyTogether(_ tree: RatchetTree) throws(LeafNodeError) {
        var signatureKeys: [SignaturePublicKey: LeafIndex] = [:]
        var encryptionKeys: [HPKEPublicKey: LeafIndex] = [:]
        var types: Set<CredentialType> = []
        let members = tree.members
        for (index, leaf) in members {
            if let other = signatureKeys.updateValue(index, forKey: leaf.signatureKey) {
                throw .duplicateSignatureKey(other, index)
            }
            if let other = encryptionKeys.updateValue(index, forKey: leaf.encryptionKey) {
                throw .duplicateEncryptionKey(other, index)
            }
            types.insert(leaf.credential.credentialType)
        }
        for (index, leaf) in members {
            for type in types where !leaf.capabilities.supports(type) {
                throw .credentialTypeNotSupported(type, by: index)
            }
        }
    }

    /// The rules for a KeyPackage (section 10.1).
    func verify(_ keyPackage: KeyPackage) throws {
        guard keyPackage.version == version else { throw KeyPackageError.versionMismatch(keyPackage.version) }
        guard keyPackage.cipherSuite == suite.cipherSuite else {
            throw KeyPackageError.cipherSuiteMismatch(keyPackage.cipherSuite)
        }
        guard suite.kem.isValid(keyPackage.initKey) else { throw KeyPackageError.invalidInitKey }
        guard keyPackage.initKey != keyPackage.leafNode.encryptionKey else {
            throw KeyPackageError.initKeyIsEncryptionKey
        }
        if let type = keyPackage.extensions.duplicatedType { throw KeyPackageError.duplicateExtension(type) }
        for item in keyPackage.extensions where !keyPackage.leafNode.capabilities.supports(item.extensionType) {
            throw KeyPackageError.extensionNotListed(item.extensionType)
        }
        try verify(keyPackage.leafNode, at: LeafIndex(0), source: .keyPackage)
        guard
            try suite.verifyWithLabel(
                keyPackage.leafNode.signatureKey, "KeyPackageTBS", try keyPackage.toBeSigned(),
                signature: keyPackage.signature)
        else { throw KeyPackageError.signatureInvalid }
    }
}
