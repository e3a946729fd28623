import Foundation
import ModelDocument
import ProtocolModel
import Testing

/// The front matter's `send-groups` and `past-psks`, and the structures that name an epoch.
struct SendGroupDeclarationTests {
    static func text(_ name: String) throws -> String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: package.appendingPathComponent("Models/\(name).md"), encoding: .utf8)
    }

    static func read(_ text: String) throws -> ProtocolModel { try ModelDocument.parse(Array(text.utf8), name: "m.md").model }

    @Test func whatIsDeclaredIsRead() throws {
        let one = try Self.read(Self.text("multi-mls"))
        let reading = try #require(one.readings.firstIndex { $0.name == "psks" })
        #expect(one.sendGroups == SendGroups(own: nil, others: "view", pastSecrets: .reading(reading)))
        #expect(one.keepsPastSecrets(role: 0, ReadingAssignment()))
        let deleted = try #require(one.readings[reading].options.firstIndex { $0.name == "deleted" })
        #expect(!one.keepsPastSecrets(role: 0, ReadingAssignment([ReadingChoice(role: 0, reading: reading): deleted])))
        #expect(try Self.read(Self.text("multi-mls-partial-commits")).sendGroups == SendGroups(own: "own", others: "peer", pastSecrets: .kept))
        #expect(try Self.read(Self.text("multi-mls-init")).sendGroups == SendGroups(own: "own", others: "view", pastSecrets: .deleted))
        #expect(try Self.read(Self.text("mls-tls")).sendGroups == nil)
    }

    /// An epoch belongs to the owner's key of the map, or to the variable of the own group.
    @Test func epochsHaveTheirOwners() throws {
        let model = try Self.read(Self.text("multi-mls-init"))
        let state = try Interpreter(model: model, profile: model.profiles[0]).initialState()
        for party in 0..<3 {
            for owner in 0..<3 { #expect(model.sendGroupEpoch(of: owner, at: party, in: state) == (owner == party ? Node(1) : nil)) }
        }
        let together = try Self.read(Self.text("multi-mls"))
        let begun = try Interpreter(model: together, profile: together.profiles[0]).initialState()
        for party in 0..<3 { for owner in 0..<3 { #expect(together.sendGroupEpoch(of: owner, at: party, in: begun) == Node(1)) } }
    }

    struct Mistake: Sendable {
        var document: String
        var old: String
        var new: String
        var message: String
        var line: Int
    }

    @Test(arguments: [
        Mistake(
            document: "multi-mls", old: "send-groups: view\n", new: "send-groups: vew\n", message: "unknown variable 'vew' of Member; did you mean 'view'?", line: 6),
        Mistake(
            document: "multi-mls", old: "send-groups: view\n", new: "send-groups: behind\n",
            message: "'send-groups': 'behind' of Member is a map from all parties to epochs; it is Set<Party>", line: 6),
        Mistake(
            document: "multi-mls", old: "send-groups: view\n", new: "send-groups: view, view\n",
            message: "'send-groups' names one variable, a map by owners, or two: that of the own send group and that of the others'", line: 6),
        Mistake(
            document: "multi-mls", old: "send-groups: view\n", new: "send-groups: behind, view\n",
            message: "'send-groups': 'behind' of Member is a variable of the type Epoch; it is Set<Party>", line: 6),
        Mistake(
            document: "multi-mls", old: "send-groups: view\n", new: "", message: "'past-psks' is for documents with 'send-groups'", line: 6),
        Mistake(
            document: "multi-mls", old: "past-psks: psks", new: "past-psks: early",
            message: "'past-psks' is 'kept', 'deleted' or the name of a reading with these two options", line: 7),
        Mistake(
            document: "multi-mls-rejoin", old: "send-groups: own, view", new: "send-groups: own, own2", message: "unknown variable 'own2' of Member; did you mean 'own'?",
            line: 6),
        Mistake(
            document: "multi-mls-partial-commits", old: "send-groups: own, peer", new: "send-groups: peer",
            message: "'send-groups': 'peer' of First is a map from all parties to epochs; it is Epoch", line: 6),
        Mistake(
            document: "multi-mls-init", old: "send-groups: own, view\n", new: "", message: "'GroupID' in 'Begin' is for documents with 'send-groups' in the front matter",
            line: 30),
        Mistake(
            document: "multi-mls-init", old: "struct { Welcome welcome; GroupID universe; } Begin;", new: "struct { Welcome welcome; GroupID universe; } GroupID;",
            message: "'GroupID' already has a meaning", line: 0),
    ])
    func mistakesAreTold(_ mistake: Mistake) throws {
        let text = try Self.text(mistake.document)
        try #require(text.contains(mistake.old))
        do {
            _ = try Self.read(text.replacingOccurrences(of: mistake.old, with: mistake.new))
            Issue.record("no error: \(mistake.new)")
        } catch let errors as DocumentErrors {
            #expect(errors.diagnostics.map(\.message).contains(mistake.message), "\(errors.diagnostics.map(\.message))")
            let found = errors.diagnostics.first { $0.message == mistake.message }
            if mistake.line > 0 { #expect(found?.range.line == mistake.line) }
        }
    }
}
