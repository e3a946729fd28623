import CZ3
import ExampleModels
import Explorer
import Foundation
import ProtocolModel
import Testing

@testable import Prover

/// The exported clauses say what the explorer says.
struct HornClausesTests {
    /// What a fresh Z3 prints when it runs a script.
    static func run(_ script: String, seconds: Int) -> [String] {
        let context = Context()
        let limited = script.replacingOccurrences(of: "(set-logic HORN)", with: "(set-logic HORN)\n(set-option :timeout \(seconds * 1000))")
        return String(cString: Z3_eval_smtlib2_string(context.raw, limited)).split(separator: "\n").map(String.init)
    }

    /// Small protocols in which everything happens a few times only, so that Spacer comes to an end.
    @Test(arguments: 0..<2 as Range<UInt64>)
    func randomProtocols(_ part: UInt64) throws {
        var answers: [String: Int] = [:]
        for seed in stride(from: part, to: 24, by: 2) {
            var models = RandomModels(seed: seed &+ 9000)
            var model = models.model()
            model.profiles[0].capacity = 1
            model.profiles[0].interruption = .no
            model.profiles[0].duplication = false
            model.profiles[0].bounds = [Bound(subject: .event(0), most: 1), Bound(subject: .event(1), most: 1)]
            guard let report = try? Explorer(model: model, limits: ExplorationLimits(states: 3000)).check(profile: 0),
                report.modelErrors.isEmpty
            else { continue }
            let clauses = try HornClauses(model, model.profiles[0], places: 3)
            for verdict in report.verdicts where verdict.status == .decided {
                let property = model.properties[verdict.property]
                guard clauses.expresses(property) else { continue }
                let script = clauses.text([property], document: "random")
                let found = verdict.failures.contains { $0.trace != nil } || verdict.witness != nil
                let printed = Self.run(script, seconds: 3)
                #expect(printed.count == 1 && ["sat", "unsat", "unknown"].contains(printed[0]), "seed \(seed): \(printed)")
                guard let answer = printed.first, answer != "unknown" else { continue }
                #expect(answer == (found ? "unsat" : "sat"), "seed \(seed), \(property.name)")
                answers[answer, default: 0] += 1
            }
        }
        #expect(answers["sat", default: 0] > 2 && answers["unsat", default: 0] > 2, "\(answers)")
    }

    /// All documents and profiles: Z3 takes the whole file, and names and numbers stand where they should.
    @Test(arguments: DocumentProfile.all)
    func documents(_ one: DocumentProfile) throws {
        let profile = one.model.profiles[one.profile]
        let clauses = try HornClauses(one.model, profile, places: 1)
        let text = clauses.text(one.model.properties, document: "Models/\(one.document).md")
        let context = Context()
        let read = Z3_parse_smtlib2_string(context.raw, text, 0, nil, nil, 0, nil, nil)
        try context.check()
        Z3_ast_vector_inc_ref(context.raw, read)
        defer { Z3_ast_vector_dec_ref(context.raw, read) }
        #expect(Z3_ast_vector_size(context.raw, read) > UInt32(clauses.system.moves.count))
        for row in one.model.roles.flatMap(\.rows) where clauses.system.moves.contains(where: { $0.step.rows(one.model).contains(row.name) }) {
            #expect(text.contains("[\(row.name)]"), "\(row.name)")
        }
    }

    @Test func readingsCanBeFixed() throws {
        let model = try Documents.model("mls-tls-2026-02")
        let choice = try #require(model.readingChoices.first)
        let name = "\(model.roles[choice.role].name).\(model.readings[choice.reading].name)"
        let free = try HornClauses(model, model.profiles[0], places: 1).text([], document: "")
        let fixed = try HornClauses(model, model.profiles[0], places: 1, fixedReadings: [choice: [1]]).text([], document: "")
        let option = model.readings[choice.reading].options[1].name
        #expect(!free.contains("; Readings that are fixed:"))
        #expect(fixed.contains(";   \(name) = \(option)\n"))
        let symbol = "|\(model.roles[choice.role].name) reads \(model.readings[choice.reading].name)|"
        #expect(fixed.contains("(= \(symbol) |\(model.roles[choice.role].name) reads \(model.readings[choice.reading].name): \(option)|)"))
    }
}

extension Step {
    fileprivate func rows(_ model: ProtocolModel) -> [String] {
        func name(_ party: Int, _ row: Int?) -> [String] { row.map { [model.roles[model.instances[party].role].rows[$0].name] } ?? [] }
        switch self {
        case .event(let party, _, _, let row): return name(party, row)
        case .deliver(_, let to, _, _, let row): return name(to, row)
        case .lose: return []
        case .interrupt(let first, let second, _, _):
            return name(first.party, first.row) + (second.map { name($0.party, $0.row) } ?? [])
        case .learn(let told, _): return name(told.party, told.row)
        }
    }
}
