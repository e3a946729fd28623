import Foundation
import Synchronization

/// Ctrl-C, seen once: long work looks at it and ends with what it has found so far. A second one ends the process.
final class Interruption: Sendable {
    static let shared = Interruption()
    private let seen = Atomic<Bool>(false)

    var isRequested: Bool { seen.load(ordering: .relaxed) }

    func listen() {
        signal(SIGINT) { _ in
            if Interruption.shared.seen.exchange(true, ordering: .relaxed) { _exit(130) }
        }
    }
}
