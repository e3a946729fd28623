/// What is wrong with a request to the explorer's page server.
public struct PlayError: Error, Hashable, Sendable {
    /// The HTTP status (RFC 9110 section 15).
    public var status: Int
    public var message: String

    static func badRequest(_ message: String) -> PlayError { PlayError(status: 400, message: message) }
}
