import ProtocolModel
import Testing

@testable import Rehearsal

/// Documents of groups with delivery services: parties that pass on what others make, numbers that they count by themselves, and documents that
/// have no local group to act out.
struct GroupDocumentTests {
    @Test(arguments: [
        "barnes-mls-server-order", "barnes-mls-server-starvation", "mls-federation-client-fanout", "mls-federation-server-fanout",
        "mls-federation-negotiation", "mls-federation-negotiation-repaired",
    ])
    func modelAndCryptographyAgree(_ name: String) throws {
        let model = try Documents.model(name)
        for profile in model.profiles {
            for seed in [1, 2, 3] as [UInt64] {
                let outcome = RandomRehearsal(model: model, profile: profile, seed: seed).run(steps: 500)
                #expect(outcome.error == nil, "\(profile.name), seed \(seed)")
                #expect(outcome.steps == 500, "\(profile.name), seed \(seed)")
            }
        }
    }

    /// The counters of the server are no numbers of the epoch that its senders are in; what is read off an epoch is.
    @Test func countersAreToldFromEpochNumbers() throws {
        let model = try Documents.model("barnes-mls-server-order")
        func counted(_ message: String) throws -> [String] {
            let index = try #require(model.messages.firstIndex { $0.name == message })
            return model.messages[index].fields.indices.filter { model.countedFields.contains([index, $0]) }.map { model.messages[index].fields[$0].name }
        }
        #expect(try counted("Handshake") == ["counter"])
        #expect(try counted("Ordered") == ["claimed", "counter"])
        for name in Documents.names { #expect(try Documents.model(name).countedFields.isEmpty, "\(name)") }
    }

    @Test func aPartyThatMakesNothingNeedsNoGroup() throws {
        let model = try Documents.model("mls-federation-server-fanout")
        let setting = try Setting(model, model.profiles[0])
        #expect(setting.slots == [[0], [0], [], []])
        // A client without a group variable commits, and so is refused.
        var nameless = model
        nameless.roles[0].variables[0].name = "state"
        #expect(throws: UnsupportedModel(role: "Alice")) { try Setting(nameless, nameless.profiles[0]) }
    }

    /// Without a word on which variables hold the epochs of its groups a party of several groups cannot be acted out.
    @Test(arguments: ["multi-mls", "multi-mls-rejoin", "multi-mls-credentials"])
    func severalGroupsOfAPartyHaveToBeDeclared(_ name: String) throws {
        var model = try Documents.model(name)
        #expect(try Setting(model, model.profiles[0]).slots.allSatisfy { $0 == Array(model.instances.indices) })
        model.sendGroups = nil
        #expect(throws: UnsupportedModel(role: "Member")) { try Setting(model, model.profiles[0]) }
    }
}
