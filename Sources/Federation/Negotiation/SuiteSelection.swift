import MLS

/// The cipher suite of a group whose clients support different ones (section 5: "OPEN QUESTION: What if different clients have different
/// cipher suites?").
public enum SuiteSelection: Hashable, Sendable {
    /// All clients have this suite, and these are their init keys for it, in the order of the bundles.
    case common(CipherSuite, initKeys: [HPKEPublicKey])
    /// No suite is common to all. With this one, the fewest clients are left out: those at these positions among the bundles.
    case divided(CipherSuite, leavesOut: [Int])
    /// The group's creator supports no suite at all.
    case none

    /// Selects the first suite, in the order of the creator's preference, that all clients have; where there is none, the first of those
    /// that most clients have.
    ///
    /// - Parameter bundles: of the other clients, verified.
    public init(preferring suites: [CipherSuite], for bundles: [UserInitKeyBundle]) {
        var best: (suite: CipherSuite, out: [Int])?
        for suite in suites {
            let out = bundles.indices.filter { bundles[$0].userInitKey.initKey(for: suite) == nil }
            if best.map({ out.count < $0.out.count }) ?? true { best = (suite, out) }
        }
        guard let best else {
            self = .none
            return
        }
        if best.out.isEmpty {
            self = .common(best.suite, initKeys: bundles.compactMap { $0.userInitKey.initKey(for: best.suite) })
        } else {
            self = .divided(best.suite, leavesOut: best.out)
        }
    }
}
