import ProtocolModel
import Testing

@testable import Rehearsal

/// What the model says and what MLS does agree in long random runs of every document, and mistakes do not go unnoticed.
struct RandomRehearsalTests {
    @Test func everyDocumentIsThere() {
        #expect(DocumentProfile.all.count >= 16)
        #expect(Set(DocumentProfile.all.map(\.document)) == Set(Documents.names))
    }

    @Test(arguments: DocumentProfile.all)
    func modelAndCryptographyAgree(_ one: DocumentProfile) {
        for seed in [1, 2] as [UInt64] {
            let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 5000)
            #expect(outcome.error == nil, "seed \(seed)")
            #expect(outcome.steps == 5000, "seed \(seed)")
        }
    }

    @Test(arguments: [2, 3, 5, 7] as [UInt16])
    func everyCipherSuite(_ suite: UInt16) {
        for one in DocumentProfile.all where one.profile.name == "connection" {
            let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: suite, seed: 7).run(steps: 100)
            #expect(outcome.error == nil)
        }
    }

    @Test func anUnsupportedCipherSuiteIsRefused() throws {
        let one = try #require(DocumentProfile.all.first)
        let outcome = RandomRehearsal(model: one.model, profile: one.profile, cipherSuite: 4, seed: 1).run(steps: 10)
        guard case .refusedSetting = outcome.error else {
            Issue.record("suite 4 was not refused: \(String(describing: outcome.error))")
            return
        }
    }

    @Test(arguments: PlantedMistake.allCases)
    func aMistakeInTheMappingIsCaught(_ mistake: PlantedMistake) {
        let caught = (DocumentProfile.all + OriginalDraftTests.profiles).contains { one in
            (1...30 as ClosedRange<UInt64>).contains { seed in
                let outcome = RandomRehearsal(model: one.model, profile: one.profile, seed: seed).run(steps: 300, mistake: mistake)
                if case .disagreement = outcome.error { return true }
                return false
            }
        }
        #expect(caught, "\(mistake)")
    }
}
