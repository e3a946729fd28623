import ProtocolModel

/// What can be chosen before a run is played: the network and how the draft is read.
public struct ExplorationSettings: Hashable, Sendable, Codable {
    public struct Profile: Hashable, Sendable, Codable {
        public var name: String
        /// What the network does, in words.
        public var text: String
    }

    public struct Reading: Hashable, Sendable, Codable {
        /// `Role.reading`, the key in `Trace.readings`.
        public var key: String
        public var passage: String
        public var options: [Option]
    }

    public struct Option: Hashable, Sendable, Codable {
        public var name: String
        public var meaning: String
    }

    public struct Property: Hashable, Sendable, Codable {
        public var name: String
        /// What it asks for, in one sentence.
        public var meaning: String
        /// The profiles in which the document asks for it.
        public var profiles: [String]
    }

    public var profiles: [Profile]
    public var readings: [Reading]
    public var properties: [Property]

    init(_ model: ProtocolModel, _ lines: DocumentLines) {
        profiles = model.profiles.map { Profile(name: $0.name, text: Self.text($0)) }
        readings = model.readingChoices.map { choice in
            let reading = model.readings[choice.reading]
            return Reading(
                key: "\(model.roles[choice.role].name).\(reading.name)", passage: reading.passage,
                options: reading.options.map { Option(name: $0.name, meaning: $0.meaning) })
        }
        properties = model.properties.map { property in
            Property(
                name: property.name, meaning: property.meaning(lines),
                profiles: model.profiles.indices.filter { property.expected[$0] != nil }.map { model.profiles[$0].name })
        }
    }

    private static func text(_ profile: NetworkProfile) -> String {
        var parts = [profile.order == .fifo ? "messages arrive in order" : "messages may overtake one another"]
        if profile.loss { parts.append("may be lost") }
        if profile.duplication { parts.append("may be duplicated") }
        switch profile.interruption {
        case .no: parts.append("the connection does not break")
        case .atomic: parts.append("the connection may break, and both ends learn of it at once")
        case .halfOpen: parts.append("the connection may break, and one end may learn of it later")
        case .lingering: parts.append("the connection may break, and what was in flight may still arrive")
        }
        return parts.joined(separator: "; ")
    }
}
