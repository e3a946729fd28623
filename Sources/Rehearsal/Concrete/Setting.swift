import ProtocolModel

/// What a run with real keys depends on beside its operations.
public struct Setting: Hashable, Sendable, Codable {
    /// The names of the parties, which are the identities in their basic credentials.
    public var parties: [String]
    /// For each party the variables that hold a local group or, with send groups, the indices of their owners.
    public var slots: [[Int]]
    /// RFC 9420 section 17.1: 1, 2, 3, 5 or 7.
    public var cipherSuite: UInt16
    public var seed: UInt64
    public var trafficSecrets: TrafficSecretSource
    /// Whether messages travel in TLS records.
    public var hasRecordLayer: Bool
    /// Whether records carry their sequence numbers.
    public var explicitSequence: Bool
    public var wireDeclarations: [WireDeclaration]
    /// `nil` stands for RFC 9420.
    public var cryptography: GroupCryptography?
}

extension Setting {
    /// - Throws: `UnsupportedModel` where it is not clear which variable of a role holds its group.
    public init(_ model: ProtocolModel, _ profile: NetworkProfile, cipherSuite: UInt16 = 1, seed: UInt64 = 1) throws(UnsupportedModel) {
        var slots: [[Int]] = []
        for instance in model.instances {
            // A party has a group of each owner.
            if model.sendGroups != nil {
                slots.append(Array(model.instances.indices))
                continue
            }
            let role = model.roles[instance.role]
            let found = role.variables.indices.filter { index in
                role.variables[index].type.unwrapped == .epoch && model.groupVariables.contains(role.variables[index].name)
            }
            let hasEpochs = role.variables.contains { $0.type.unwrapped == .epoch }
            // A role that makes nothing only passes on what others make, as a delivery service does: it is in no group.
            guard !found.isEmpty || !role.makesEpochs && (!hasEpochs || !model.groupVariables.isEmpty) else { throw UnsupportedModel(role: role.name) }
            slots.append(found)
        }
        if model.cryptography == .draftBarnes { try model.checkOriginalDraft() }
        self.init(
            parties: model.instances.map(\.name), slots: slots, cipherSuite: cipherSuite, seed: seed,
            trafficSecrets: model.trafficSecrets,
            hasRecordLayer: model.roles.contains { $0.protection.sending != nil || !$0.protection.receiving.isEmpty },
            explicitSequence: profile.order == .any || profile.loss || profile.duplication,
            wireDeclarations: model.wireDeclarations, cryptography: model.cryptography == .rfc9420 ? nil : model.cryptography)
    }
}

/// A model that cannot be acted out.
public struct UnsupportedModel: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// Neither an agreement property nor `send-groups` says which variable of the role holds its group.
        case noGroupVariable
        /// The original draft has no record layer, which the role asks for.
        case recordLayer
        /// The original draft has no KeyPackages and no groups but the one that all begin in (`welcome`).
        case keyPackages
    }

    public var role: String
    public var reason = Reason.noGroupVariable
}

extension Role {
    /// Whether a row or a variable makes a commit, a group or a key package.
    fileprivate var makesEpochs: Bool {
        uses { part in
            switch part {
            case .commit, .create, .newKeyPackage: true
            default: false
            }
        }
    }

    /// Whether a row or a variable computes something of the kind.
    fileprivate func uses(_ kind: (Expression) -> Bool) -> Bool {
        func makes(_ expression: Expression) -> Bool { expression.contains { kind($0) } }
        func makes(_ actions: [Action]) -> Bool {
            actions.contains { action in
                switch action {
                case .assign(_, let value), .assignEntry(_, _, let value), .send(let value, _, _): makes(value)
                case .branch(_, let first, let second): makes(first) || makes(second)
                case .drop, .disconnect: false
                }
            }
        }
        return variables.contains { makes($0.initially) } || rows.contains { makes($0.actions) }
    }
}

extension ProtocolModel {
    /// - Throws: `UnsupportedModel` for what the original draft does not have.
    fileprivate func checkOriginalDraft() throws(UnsupportedModel) {
        for role in roles {
            if role.protection.sending != nil || !role.protection.receiving.isEmpty {
                throw UnsupportedModel(role: role.name, reason: .recordLayer)
            }
            let makesOthers = role.uses { part in
                switch part {
                case .create, .newKeyPackage: true
                default: false
                }
            }
            if makesOthers { throw UnsupportedModel(role: role.name, reason: .keyPackages) }
        }
    }
}
