import MLS

/// What the benchmark's groups are made of.
struct Clients {
    var random = SystemRandomNumberGenerator()
    let cipherSuite = CipherSuite(rawValue: 1)

    mutating func client(_ number: Int) throws -> KeyPackageBundle {
        try KeyPackageBundle(
            cipherSuite, credential: .basic(identity: Array("client \(number)".utf8)),
            signatureKey: try Suite(cipherSuite).signature.generateKey(using: &random),
            capabilities: Capabilities(credentials: [.basic]), using: &random)
    }

    /// A group of `count` members in which each has committed, so that the tree is full; the first two states, and the
    /// founder's keys.
    mutating func group(_ count: Int) throws -> (first: Group, second: Group) {
        let founder = try client(0)
        var group = try Group.create(groupID: Array("benchmark".utf8), with: founder, using: &random)
        let others = try (1..<count).map { try client($0) }
        let pending = try group.commit(
            CommitOptions(proposals: others.map { .add($0.keyPackage) }), using: &random)
        guard let welcome = pending.welcome else { throw BenchmarkError.unexpected }
        var members = [pending.merged()]
        for other in others { members.append(try Group.join(welcome, with: other)) }
        // Members far apart commit first: few commits fill the tree from the root downwards.
        for index in stride(from: 0, to: count, by: max(1, count / 32)) {
            let pending = try members[index].commit(using: &random)
            for other in members.indices {
                if other == index {
                    members[other] = pending.merged()
                } else {
                    members[other] = try members[other].next(pending.message)
                }
            }
        }
        return (members[0], members[1])
    }
}

enum BenchmarkError: Error {
    case unexpected
}

extension Group {
    /// The state after a Commit, as encoded.
    func next(_ message: MLSMessage) throws -> Group {
        var copy = self
        guard case .commit(let effect) = try copy.process(message), let next = effect.group else {
            throw BenchmarkError.unexpected
        }
        return next
    }
}
