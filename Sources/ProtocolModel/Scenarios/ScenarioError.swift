/// A setting of a scenario that cannot be used, and why.
public struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A name that nothing bears, with those that there are.
    public enum Unknown: Hashable, Sendable {
        case setting(String, among: [String])
        case event(String, among: [String])
        case party(String, among: [String])
    }

    /// As it was written, `loss=110%`.
    public var setting: String
    public var reason: String
    /// Where that is the reason.
    public var unknown: Unknown?

    public init(_ setting: String, _ reason: String, unknown: Unknown? = nil) {
        self.setting = setting
        self.reason = reason
        self.unknown = unknown
    }

    public var description: String { "\(setting): \(reason)" }
}
