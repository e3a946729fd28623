/// A protocol: its roles as transition tables, the networks that it is checked on and the properties that it should have.
///
/// A model is a value without behaviour. `Interpreter` gives it its meaning; the engines must agree with that.
/// Whoever builds one by hand has to keep the indices in range and the expressions well typed; `ModelDocument` checks
/// both for models that come from a document.
public struct ProtocolModel: Hashable, Sendable {
    public var title: String
    /// The Internet-Draft that the model describes.
    public var draft: String
    public var revision: String
    public var variant: Variant
    public var cryptography: GroupCryptography
    public var trafficSecrets: TrafficSecretSource
    /// `nil` where members do not own send groups.
    public var sendGroups: SendGroups?
    public var enumerations: [Enumeration]
    public var wireDeclarations: [WireDeclaration]
    public var messages: [MessageType]
    public var events: [Event]
    public var roles: [Role]
    public var readings: [Reading]
    public var profiles: [NetworkProfile]
    public var properties: [Property]
    public var passages: [Passage]

    public enum Variant: String, Hashable, Sendable, Codable {
        case asWritten = "as written"
        case repaired
    }

    public init(
        title: String, draft: String = "", revision: String = "", variant: Variant = .asWritten,
        cryptography: GroupCryptography = .rfc9420, trafficSecrets: TrafficSecretSource = .exported, sendGroups: SendGroups? = nil,
        enumerations: [Enumeration] = [], wireDeclarations: [WireDeclaration] = [], messages: [MessageType] = [],
        events: [Event] = [], roles: [Role] = [], readings: [Reading] = [], profiles: [NetworkProfile] = [],
        properties: [Property] = [], passages: [Passage] = []
    ) {
        self.title = title
        self.draft = draft
        self.revision = revision
        self.variant = variant
        self.cryptography = cryptography
        self.trafficSecrets = trafficSecrets
        self.sendGroups = sendGroups
        self.enumerations = enumerations
        self.wireDeclarations = wireDeclarations
        self.messages = messages
        self.events = events
        self.roles = roles
        self.readings = readings
        self.profiles = profiles
        self.properties = properties
        self.passages = passages
    }
}
