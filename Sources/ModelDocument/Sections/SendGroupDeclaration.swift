import ProtocolModel

/// The send groups of the front matter: `send-groups` names the variables that hold their epochs, `past-psks` says what is kept of past epochs.
extension Workspace {
    func readSendGroups(_ variables: (String, SourceRange)?, pastSecrets: (String, SourceRange)?) {
        if let (text, range) = variables { sendGroupsText = (text, range) }
        if let (text, range) = pastSecrets {
            pastSecretsText = (text, range)
            if variables == nil { error("'past-psks' is for documents with 'send-groups'", at: range) }
        }
    }

    /// Finds the variables and the reading, once both are known.
    func resolveSendGroups() {
        guard let (text, range) = sendGroupsText else { return refuseReferences() }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
        guard names.count <= 2, !names.contains(""), Set(names).count == names.count else {
            return error("'send-groups' names one variable, a map by owners, or two: that of the own send group and that of the others'", at: range)
        }
        let own = names.count == 2 ? names[0] : nil
        guard let others = names.last, !mayFollow(from: [.roles, .variables, .types]) else { return }
        for (index, role) in model.roles.enumerated() {
            if let own {
                guard let type = type(of: own, index, at: range) else { return }
                guard type == .epoch else {
                    return error("'send-groups': '\(own)' of \(role.name) is a variable of the type Epoch; it is \(describe(type))", at: range)
                }
            }
            guard let type = type(of: others, index, at: range) else { return }
            switch type {
            case .map(let key, let value) where value.unwrapped == .epoch && isEveryParty(key): break
            case _ where type.unwrapped == .epoch && own != nil && partyCount == 2: break
            default:
                return error(
                    "'send-groups': '\(others)' of \(role.name) is a map from all parties to epochs"
                        + (own == nil ? "" : " or, between two parties, an epoch") + "; it is \(describe(type))", at: range)
            }
        }
        model.sendGroups = SendGroups(own: own, others: others, pastSecrets: pastSecrets())
    }

    /// Without send groups nothing says what a Commit is to inject or to cover.
    private func refuseReferences() {
        for case .structure(let name, let fields, let source) in model.wireDeclarations {
            for field in fields {
                var type = field.type
                while case .optional(let inner) = type { type = inner }
                guard case .epochReference(let reference) = type else { continue }
                error("'\(reference.rawValue)' in '\(name)' is for documents with 'send-groups' in the front matter", at: source)
            }
        }
    }

    private func type(of name: String, _ role: Int, at range: SourceRange) -> ValueType? {
        if let variable = model.roles[role].variables.first(where: { $0.name == name }) { return variable.type }
        guard unreadable[role]?.contains(name) != true else { return nil }
        unknown("variable", name, of: model.roles[role].name, at: range, in: [], among: model.roles[role].variables.map(\.name))
        return nil
    }

    private func isEveryParty(_ key: ValueType) -> Bool { model.values(of: key)?.count == partyCount && (key == .party || isRole(key)) }

    private func isRole(_ type: ValueType) -> Bool { if case .role = type { true } else { false } }

    private func pastSecrets() -> SendGroups.PastSecrets {
        guard let (text, range) = pastSecretsText else { return .deleted }
        switch text {
        case "kept": return .kept
        case "deleted": return .deleted
        default: break
        }
        guard !mayFollow(from: [.readings]) else { return .deleted }
        guard let reading = readings[text], Set(model.readings[reading].options.map(\.name)) == ["kept", "deleted"] else {
            error("'past-psks' is 'kept', 'deleted' or the name of a reading with these two options", at: range)
            return .deleted
        }
        return .reading(reading)
    }
}
