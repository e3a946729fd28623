/// A line of a log that cannot be used.
public struct LogError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The line is no JSON object.
        case notAnObject
        /// A field is missing, has another type or has a name that is not in the format.
        case field(String)
        /// The model has nothing of this kind and name.
        case unknown(kind: String, name: String, known: [String])
        /// What the field says has no meaning there.
        case meaningless(String)
    }

    /// From 1.
    public var line: Int
    /// As a path, `sent[0].message`; `nil` where it is the line as a whole.
    public var field: String?
    public var reason: Reason

    public init(line: Int, field: String?, _ reason: Reason) {
        self.line = line
        self.field = field
        self.reason = reason
    }
}
