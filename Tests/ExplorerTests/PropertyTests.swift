import ExampleModels
import ProtocolModel
import Testing

@testable import Explorer

/// Every property kind on models that are small enough to be judged by eye, true and false.
struct PropertyTests {
    static let documents = [
        ("ways back", PropertyModels.waysBack), ("history", PropertyModels.history), ("no history", PropertyModels.noHistory),
        ("runaway", PropertyModels.runaway), ("group", PropertyModels.group), ("handshake", ExampleModels.handshake),
    ]

    @Test(arguments: documents.map(\.0))
    func verdictsAreAsTheDocumentSays(_ name: String) throws {
        let text = try #require(Self.documents.first { $0.0 == name }).1
        let model = try ExampleModels.parse(text)
        for profile in model.profiles.indices {
            let report = try Explorer(model: model).check(profile: profile)
            #expect(report.incompleteness == nil)
            #expect(report.modelErrors.isEmpty)
            for verdict in report.verdicts {
                let property = model.properties[verdict.property]
                if case .differs = verdict.comparison {
                    Issue.record("\(property.name) in \(model.profiles[profile].name): \(verdict.failures.map(\.outcome)), \(verdict.status)")
                }
                for failure in verdict.failures {
                    if case .reachable = property.kind { continue }
                    #expect(failure.isConfirmed, "\(property.name)")
                }
            }
        }
    }

    @Test func aKeyThatStartsAgainIsFoundAndACounterThatGoesRoundIsNone() throws {
        let model = try ExampleModels.parse(PropertyModels.keys)
        for (profile, fails) in [(0, false), (1, true)] {
            let report = try Explorer(model: model).check(profile: profile)
            let verdict = try #require(report.verdicts.first { model.properties[$0.property].kind == .freshKeys })
            #expect(verdict.failures.isEmpty != fails)
            #expect(verdict.failures.allSatisfy { $0.isConfirmed })
        }
    }

    @Test func aRunawayIsSaturatedAndSaysSo() throws {
        let model = try ExampleModels.parse(PropertyModels.runaway)
        let report = try Explorer(model: model).check(profile: 0)
        #expect(report.isOverApproximated)
    }

    @Test func limitsEndTheSearchAndNothingHolds() throws {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let report = try Explorer(model: model, limits: ExplorationLimits(states: 5)).check(profile: 0)
        #expect(report.incompleteness == .stateLimit(5))
        #expect(!report.verdicts.contains { $0.holds })
    }

    @Test func cancellationEndsTheSearchAndNothingHolds() throws {
        let model = try ExampleModels.parse(PropertyModels.runaway)
        var explored = model
        explored.profiles[0].capacity = 40
        let report = try Explorer(model: explored).check(profile: 0) { _ in false }
        #expect(report.incompleteness == .cancelled)
        #expect(!report.verdicts.contains { $0.holds })
    }

    /// Every combination by itself gives the outcome that all of them together give it.
    @Test(arguments: 0..<2)
    func readingsTogetherAgreeWithReadingsAlone(_ option: Int) throws {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let choice = try #require(model.readingChoices.first)
        for profile in model.profiles.indices {
            let together = try Explorer(model: model).check(profile: profile)
            let alone = try Explorer(model: model, fixedReadings: [choice: [option]]).check(profile: profile)
            for (all, one) in zip(together.verdicts, alone.verdicts) {
                let outcomes = all.failures.filter { failure in
                    failure.condition.products?.contains { $0.allSatisfy { $0.options.contains(option) } } ?? false
                }.map(\.outcome)
                #expect(outcomes == one.failures.map(\.outcome), "\(model.properties[all.property].name)")
            }
        }
    }
}
