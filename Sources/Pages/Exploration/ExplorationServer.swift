import Explorer
import FlyingFox
import FlyingSocks
import Foundation

/// Serves the page on which a protocol is played by hand, to this machine only.
///
/// It listens on 127.0.0.1. Other users of the machine, and pages of other sites in the same browser, are kept out by a random token in the
/// path, and by comparing the `Host` and `Origin` headers with its own address: a site that lets its name resolve to 127.0.0.1 (DNS
/// rebinding) has another host.
public struct ExplorationServer: Sendable {
    /// Why it cannot listen.
    public struct ListenError: Error, Hashable, Sendable {
        public var message: String
    }

    private let server: HTTPServer
    private let handler: ExplorationHandler

    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - limits: those of the search for counterexamples.
    /// - Throws: where the page cannot be made.
    public init(_ playground: Playground, port: UInt16, limits: ExplorationLimits = ExplorationLimits()) throws {
        var random = SystemRandomNumberGenerator()
        let token = (0..<2).map { _ in String(format: "%016lx", random.next() as UInt64) }.joined()
        handler = ExplorationHandler(
            playground: playground, page: try playground.page(), token: token,
            search: CounterexampleSearch(playground.model, fixed: playground.fixed, limits: limits))
        server = HTTPServer(
            address: try .inet(ip4: "127.0.0.1", port: port), timeout: 120, logger: .disabled, handler: handler)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter isListening: told the address of the page.
    /// - Throws: `ListenError`, where the port is taken or may not be used.
    public func run(_ isListening: @escaping @Sendable (_ address: String) -> Void) async throws(ListenError) {
        let told = Task {
            try await server.waitUntilListening()
            guard case .ip4(_, let port)? = await server.listeningAddress else { return }
            handler.port.store(port, ordering: .releasing)
            isListening("http://127.0.0.1:\(port)/\(handler.token)/")
        }
        defer {
            told.cancel()
            handler.search.stop()
        }
        do {
            try await server.run()
        } catch {
            if Task.isCancelled { return }
            if case SocketError.failed(_, _, let message) = error { throw ListenError(message: message) }
            throw ListenError(message: error.localizedDescription)
        }
    }
}
