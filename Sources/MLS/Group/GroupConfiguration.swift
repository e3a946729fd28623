#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the application decides about its groups; none of it is on the wire.
public struct GroupConfiguration: Sendable {
    /// Which lifetimes of KeyPackages are held against the clock (RFC 9420 section 7.3).
    public enum LifetimeChecks: Sendable {
        /// Those in what the client sends, as the RFC requires.
        case sent
        /// Those in what it receives, too, as the RFC recommends.
        case sentAndReceived
    }

    public var authenticationService: any AuthenticationService
    public var lifetimeChecks: LifetimeChecks
    /// The longest total lifetime of a KeyPackage, in seconds, that the application accepts (section 7.2).
    public var maximumLifetime: UInt64
    /// The present, in seconds since the Unix epoch.
    public var clock: @Sendable () -> UInt64
    /// Whether handshake messages are sent as PrivateMessages.
    public var encryptsHandshakes: Bool
    /// How many generations one message may move a ratchet forward (section 15.3).
    public var maximumForwardRatchetSteps: UInt32
    /// How many keys of skipped messages are kept for each sender and kind of message (section 15.3).
    public var maximumKeptMessageKeys: Int

    public init(
        authenticationService: any AuthenticationService = TrustingAuthenticationService(),
        lifetimeChecks: LifetimeChecks = .sentAndReceived, maximumLifetime: UInt64 = .max,
        clock: @escaping @Sendable () -> UInt64 = { UInt64(max(0, time(nil))) }, encryptsHandshakes: Bool = false,
        maximumForwardRatchetSteps: UInt32 = 1024, maximumKeptMessageKeys: Int = 1024
    ) {
        self.authenticationService = authenticationService
        self.lifetimeChecks = lifetimeChecks
        self.maximumLifetime = maximumLifetime
        self.clock = clock
        self.encryptsHandshakes = encryptsHandshakes
        self.maximumForwardRatchetSteps = maximumForwardRatchetSteps
        self.maximumKeptMessageKeys = maximumKeptMessageKeys
    }
}
