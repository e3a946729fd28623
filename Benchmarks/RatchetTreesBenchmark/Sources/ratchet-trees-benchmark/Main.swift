import RatchetTrees

@main
enum Main {
    static func main() throws {
        let largest = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1 << 14
        for (name, suite) in [("X25519", CipherSuite.x25519SHA256), ("P-256", .p256SHA256)] {
            var groups: [Group] = []
            var count = 4
            while count <= largest {
                groups.append(try Group(count, suite))
                count *= 2
            }
            print("\(name): bytes of a message")
            print(row(Group.sizeColumns))
            for group in groups { print(row(group.sizes)) }
            print("\n\(name): Diffie-Hellman computations")
            print(row(Group.computationColumns))
            for group in groups { print(row(group.computations)) }
            print("\n\(name): milliseconds")
            print(row(Group.computationColumns))
            for group in groups { print(row(group.times)) }
            print("")
        }
    }
}
