/// The way of one message through the sequence chart. A copy that is delivered while the original stays in flight has an arrow of its own.
public struct ArrowView: Hashable, Sendable, Codable {
    public enum Fate: String, Hashable, Sendable, Codable {
        case delivered
        /// Delivered, and still in flight.
        case copied
        /// By the network.
        case lost
        /// With the connection that broke.
        case cut
        /// When it was sent: on a dead connection, or into a full channel.
        case lostAtOnce = "lost at once"
        /// The same message was sent again; in this network one copy in flight is as good as several.
        case merged
    }

    /// The number of the message in the run, from 0.
    public var message: Int
    /// Indices of parties.
    public var from: Int
    public var to: Int
    public var label: String
    /// The key that seals it; absent for a message in the clear.
    public var seal: String?
    /// The number of the step, from 1.
    public var sent: Int
    /// The step in which its way ends, and how; absent where it is in flight at the end of the run.
    public var end: Int?
    public var fate: Fate?
}
