import MLS

@main
enum Main {
    static func main() throws {
        let epochs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000
        let bare = try BareOperations()
        print("Bare operations of one two-party round, cipher suite 1")
        for line in try bare.report() { print(line) }
        print("")
        try twoParties(epochs, bare)
        try groups()
    }

    /// One commit with UpdatePath created, encoded, decoded, processed, and merged by its creator, again and again.
    private static func twoParties(_ epochs: Int, _ bare: BareOperations) throws {
        var clients = Clients()
        var (alice, bob) = try clients.group(2)
        print("Two-party round: \(epochs) epochs, median of each tenth")
        let block = max(1, epochs / 10)
        var overall = Measurement()
        // In turn with the rounds, so that both see the same machine.
        var operations = Measurement()
        let heap = heapBytes()
        for tenth in 0..<10 {
            var measurement = Measurement()
            for _ in 0..<block {
                let round = {
                    let pending = try alice.commit(using: &clients.random)
                    let bytes = try pending.message.encoded()
                    guard case .commit(let effect) = try bob.process(bytes), let next = effect.group else {
                        throw BenchmarkError.unexpected
                    }
                    bob = next
                    alice = pending.merged()
                }
                try measurement.time { try overall.time(round) }
                try operations.time(bare.run)
                swap(&alice, &bob)
            }
            print(
                "  epochs up to " + pad(String((tenth + 1) * block), 6) + ": " + format(measurement.median)
                    + " ms (fastest \(format(measurement.minimum)))")
        }
        print(
            "  overall median " + format(overall.median) + " ms, bare operations " + format(operations.median)
                + " ms: " + format(overall.median / operations.median, 2) + " times")
        guard alice.epochAuthenticator == bob.epochAuthenticator else { throw BenchmarkError.unexpected }
        print("  heap after \(epochs) epochs: \(heapBytes() - heap) bytes more than before\n")
    }

    private static func groups() throws {
        print("Groups, cipher suite 1, median in milliseconds")
        print("members   commit  process     join   bytes per state   bytes of a welcome")
        for count in [2, 8, 64, 512] {
            var clients = Clients()
            let (first, second) = try clients.group(count)
            var commit = Measurement()
            var process = Measurement()
            var join = Measurement()
            var welcomeSize = 0
            for number in 0..<(count > 100 ? 10 : 40) {
                var alice = first
                let pending = try commit.time { try alice.commit(using: &clients.random) }
                let bytes = try pending.message.encoded()
                var bob = second
                _ = try process.time { try bob.process(bytes) }
                let newcomer = try clients.client(10_000 + number)
                let adding = try alice.commit(
                    CommitOptions(proposals: [.add(newcomer.keyPackage)]), using: &clients.random)
                guard let welcome = adding.welcome else { throw BenchmarkError.unexpected }
                welcomeSize = try welcome.encoded().count
                _ = try join.time { try Group.join(welcome, with: newcomer) }
            }
            // Successive epochs of one member, all kept: what is not shared with the others.
            var states = [second]
            var (alice, bob) = (first, second)
            let before = heapBytes()
            let kept = count > 100 ? 200 : 2000
            for _ in 0..<kept {
                let pending = try alice.commit(using: &clients.random)
                bob = try bob.next(pending.message)
                alice = pending.merged()
                states.append(bob)
            }
            let size = (heapBytes() - before) / kept
            _ = states.count
            print(
                pad(String(count), 7) + pad(format(commit.median), 9) + pad(format(process.median), 9)
                    + pad(format(join.median), 9) + pad(String(size), 18) + pad(String(welcomeSize), 21))
        }
    }
}
