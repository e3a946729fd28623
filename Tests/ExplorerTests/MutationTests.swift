import Foundation
import ModelDocument
import ProtocolModel
import Synchronization
import Testing

@testable import Explorer

/// Every row of the repaired documents matters: deleting it, or its condition, or one of its actions, is noticed by a verdict.
/// Mutants that are not noticed are listed with the reason.
struct MutationTests {
    struct Mutant: Sendable {
        var name: String
        var model: ProtocolModel
    }

    /// Mutants of all rows: the row deleted, its condition deleted, one of its actions deleted.
    static func mutants(of model: ProtocolModel) -> [Mutant] {
        var result: [Mutant] = []
        for role in model.roles.indices {
            for row in model.roles[role].rows.indices {
                let original = model.roles[role].rows[row]
                var without = model
                without.roles[role].rows.remove(at: row)
                result.append(Mutant(name: "\(original.name) deleted", model: without))
                if case .when = original.guards {
                    var always = model
                    always.roles[role].rows[row].guards = .always
                    result.append(Mutant(name: "\(original.name) always", model: always))
                }
                for action in original.actions.indices where original.actions[action] != .drop {
                    var fewer = model
                    fewer.roles[role].rows[row].actions.remove(at: action)
                    result.append(Mutant(name: "\(original.name) without action \(action + 1)", model: fewer))
                }
            }
        }
        return result
    }

    enum Fate {
        /// Some verdict is not as the document says, or a row cannot be carried out.
        case noticed
        /// The same states and steps: what was altered makes no difference in any reachable state.
        case equivalent
        case survives
    }

    static func fate(of mutant: Mutant, originals: [ExplorationReport]) -> Fate {
        var isEquivalent = true
        for original in originals {
            guard
                let report = try? Explorer(model: mutant.model, limits: ExplorationLimits(states: 60_000))
                    .check(profile: original.profile),
                report.incompleteness == nil, report.modelErrors.isEmpty,
                !report.verdicts.contains(where: { if case .differs = $0.comparison { true } else { $0.status != .decided } })
            else { return .noticed }
            isEquivalent = isEquivalent && report.states == original.states && report.edges == original.edges
                && report.stateHash == original.stateHash
        }
        return isEquivalent ? .equivalent : .survives
    }

    @Test(arguments: SurvivingMutants.byDocument.keys.sorted())
    func everyMutantIsNoticedOrExplained(_ document: String) throws {
        let file = DifferentialTests.directory.appendingPathComponent(document).path
        let model = try ModelDocument.read(file: file).model
        let originals = try model.profiles.indices.map { try Explorer(model: model).check(profile: $0) }
        let mutants = Self.mutants(of: model)
        let fates = Mutex<[String: Fate]>([:])
        DispatchQueue.concurrentPerform(iterations: mutants.count) { index in
            let fate = Self.fate(of: mutants[index], originals: originals)
            fates.withLock { $0[mutants[index].name] = fate }
        }
        let found = fates.withLock { $0 }
        func names(_ fate: Fate) -> [String] { found.filter { $0.value == fate }.keys.sorted() }
        print(
            "\(document): of \(mutants.count) mutants \(names(.noticed).count) are noticed and \(names(.equivalent).count) are equivalent; survivors: \(names(.survives))")
        #expect(Set(names(.survives)) == Set(SurvivingMutants.byDocument[document, default: [:]].keys))
    }
}
