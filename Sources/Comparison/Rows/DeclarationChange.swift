import ProtocolModel

/// What became of a declaration that is no row.
public struct DeclarationChange: Hashable, Sendable {
    public enum Kind: Int, Hashable, Sendable, CaseIterable {
        case type, message, event, reading, role, state, variable, protection, profile, property
    }

    public var kind: Kind
    /// The role that a state, a variable or a key is of.
    public var role: String?
    /// By its name in the newer document, where it has one there.
    public var name: String
    /// What it says in either document, in words of the document; `nil` where it is not there.
    public var old: String?
    public var new: String?
}

/// Which declarations were added, removed or altered: messages, events, readings, types, states, variables, networks, properties.
public struct DeclarationComparison: Sendable {
    public let changes: [DeclarationChange]

    public init(_ correspondence: Correspondence) {
        let (old, new) = (correspondence.old, correspondence.new)
        let a = CanonicalText(model: old, names: correspondence.oldNames)
        let b = CanonicalText(model: new, names: correspondence.newNames)
        var changes: [DeclarationChange] = []
        func compare(_ kind: DeclarationChange.Kind, _ before: [(String, String)], _ after: [(String, String)], role: String? = nil) {
            for (name, text) in before {
                let other = after.first { $0.0 == name }?.1
                if other != text { changes.append(DeclarationChange(kind: kind, role: role, name: name, old: text, new: other)) }
            }
            for (name, text) in after where !before.contains(where: { $0.0 == name }) {
                changes.append(DeclarationChange(kind: kind, role: role, name: name, old: nil, new: text))
            }
        }
        func list(_ enumerations: [Enumeration]) -> [(String, String)] { enumerations.map { ($0.name, $0.cases.joined(separator: ", ")) } }
        compare(.type, list(old.enumerations), list(new.enumerations))
        compare(.message, Self.messages(a), Self.messages(b))
        compare(.event, Self.events(a), Self.events(b))
        func readings(_ model: ProtocolModel) -> [(String, String)] {
            model.readings.map { ($0.name, $0.options.map(\.name).joined(separator: " | ")) }
        }
        compare(.reading, readings(old), readings(new))
        let known = Set(correspondence.roles.compactMap { $0 })
        func family(_ role: Role) -> String { role.familySize.map { "\($0) parties" } ?? "one party" }
        compare(
            .role, zip(a.names.roles, old.roles).map { ($0, family($1)) }, zip(b.names.roles, new.roles).map { ($0, family($1)) })
        for (index, role) in old.roles.enumerated() {
            guard let other = correspondence.roles[index], known.contains(other) else { continue }
            let (before, after) = (a.of(index), b.of(other))
            func states(_ text: CanonicalText, _ role: Role, _ index: Int) -> [(String, String)] {
                zip(text.names.states[index], role.states.enumerated()).map { name, state in
                    (name, (state.element.isSettled ? "settled" : "not settled") + (state.offset == 0 ? ", the first" : ""))
                }
            }
            compare(.state, states(before, role, index), states(after, new.roles[other], other), role: new.roles[other].name)
            func variables(_ text: CanonicalText, _ role: Role, _ index: Int) -> [(String, String)] {
                zip(text.names.variables[index], role.variables).map { name, variable in
                    (name, "\(text.typeName(variable.type)), initially \(text.text(variable.initially))")
                }
            }
            compare(.variable, variables(before, role, index), variables(after, new.roles[other], other), role: new.roles[other].name)
            func protection(_ text: CanonicalText, _ role: Role) -> [(String, String)] {
                [
                    ("sending", text.key(role.protection.sending)),
                    ("receiving", role.protection.receiving.isEmpty
                        ? "nothing" : role.protection.receiving.map { text.key($0) }.joined(separator: " or ")),
                ]
            }
            compare(.protection, protection(before, role), protection(after, new.roles[other]), role: new.roles[other].name)
        }
        compare(.profile, Self.profiles(a), Self.profiles(b))
        compare(.property, Self.properties(a), Self.properties(b))
        self.changes = changes
    }

    private static func messages(_ text: CanonicalText) -> [(String, String)] {
        zip(text.names.messages, text.model.messages).map { name, message in
            (name, message.fields.isEmpty ? "no fields" : message.fields.map { "\($0.name): \(text.typeName($0.type))" }.joined(separator: ", "))
        }
    }

    private static func events(_ text: CanonicalText) -> [(String, String)] {
        zip(text.names.events, text.model.events).map { name, event in
            let parameters = event.parameters.map { "\($0.name): \(text.typeName($0.type))" }.joined(separator: ", ")
            return (name, event.fairness.rawValue + (parameters.isEmpty ? "" : ", \(parameters)"))
        }
    }

    private static func profiles(_ text: CanonicalText) -> [(String, String)] {
        text.model.profiles.map { ($0.name, NetworkText.text($0, events: text.names.events)) }
    }

    private static func properties(_ text: CanonicalText) -> [(String, String)] {
        text.model.properties.map { ($0.name, self.text($0.kind, text)) }
    }

    private static func text(_ kind: Property.Kind, _ text: CanonicalText) -> String {
        switch kind {
        case .agreement(let variable): "agreement \(variable)"
        case .settledAgreement(let variable): "settled agreement \(variable)"
        case .historyAgreement(let variable): "history agreement \(variable)"
        case .drift(let variable, let most): "drift \(variable) <= \(most)"
        case .freshKeys: "fresh keys"
        case .specified: "specified"
        case .decryptable: "decryptable"
        case .recoverable(let condition): "recoverable \(text.text(condition))"
        case .live(let condition): "live \(text.text(condition))"
        case .invariant(let condition): "invariant \(text.text(condition))"
        case .never(let condition): "never \(text.text(condition))"
        case .reachable(let condition): "reachable \(text.text(condition))"
        case .leadsTo(let cause, let condition): "\(text.text(cause)) leads to \(text.text(condition))"
        }
    }
}

extension CanonicalText {
    func of(_ role: Int) -> CanonicalText { CanonicalText(model: model, names: names, role: role) }
}

/// A network in words.
public enum NetworkText {
    /// - Parameter events: what the spontaneous steps are called, by index.
    public static func text(_ profile: NetworkProfile, events: [String]) -> String {
        var parts = [profile.order == .fifo ? "in order" : "in any order"]
        parts.append(profile.loss ? "loses" : "loses nothing")
        parts.append(profile.duplication ? "duplicates" : "duplicates nothing")
        parts.append("capacity \(profile.capacity)")
        switch profile.interruption {
        case .no: parts.append("never interrupted")
        case .atomic: parts.append("interrupted, both ends learn of it at once")
        case .halfOpen: parts.append("interrupted, half-open")
        case .lingering: parts.append("interrupted, what was in flight may still arrive")
        }
        parts += profile.bounds.map { bound in
            switch bound.subject {
            case .event(let event): "\(events[event]) <= \(bound.most)"
            case .interruption: "interruption <= \(bound.most)"
            case .loss: "loss <= \(bound.most)"
            case .duplication: "duplication <= \(bound.most)"
            }
        }
        return parts.joined(separator: ", ")
    }
}
