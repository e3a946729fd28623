/// A setting of a scenario that cannot be used, and why.
public struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was written, `loss=110%`.
    public var setting: String
    public var reason: String

    public init(_ setting: String, _ reason: String) {
        self.setting = setting
        self.reason = reason
    }

    public var description: String { "\(setting): \(reason)" }
}
