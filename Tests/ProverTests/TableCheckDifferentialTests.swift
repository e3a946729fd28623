import ExampleModels
import ProtocolModel
import Testing

@testable import Prover

/// Random small protocols: what the interpreter does with all small values is what Z3 says of all values.
struct TableCheckDifferentialTests {
    /// Two commits in the epoch that all begin in, a commit on top of one of them.
    private static let tree: CommitTree = {
        func epoch(_ parent: Int?, _ number: Int, _ author: Int?) -> CommitTree.Entry {
            .epoch(CommitTree.Epoch(parent: parent.map { Node($0) }, number: number, author: author, keyPackage: nil))
        }
        return CommitTree([epoch(nil, 0, nil), epoch(0, 1, nil), epoch(1, 2, 0), epoch(1, 2, 1), epoch(2, 3, 0)])
    }()
    private static let epochs: [Value] = (1...4).map { .epoch(Node($0)) }

    private static func values(_ type: ValueType) -> [Value] {
        switch type {
        case .epoch: epochs
        case .optional(.epoch): [.none] + epochs
        case .epochNumber: (1...4).map { .epochNumber($0) }
        case .natural(let lower, let upper): (lower...upper).map { .natural($0) }
        case .bool: [.bool(false), .bool(true)]
        default: []
        }
    }

    private static func combinations(_ types: [ValueType]) -> [[Value]] {
        types.reduce([[]]) { prefixes, type in prefixes.flatMap { prefix in values(type).map { prefix + [$0] } } }
    }

    private struct Observed {
        var overlaps: Set<Set<Int>> = []
        var holes: Set<Int> = []
        var fired: Set<Int> = []
        var undefined: Set<Int> = []
        var failing: Set<Int> = []
    }

    /// What the interpreter does with every combination of values, for one role and trigger.
    private static func observe(_ model: ProtocolModel, _ role: Int, _ trigger: Trigger) throws -> Observed {
        var observed = Observed()
        let declared = model.roles[role]
        let fields: [MessageField] = if case .message(let index) = trigger { model.messages[index].fields } else { [] }
        for option in 0...1 {
            let interpreter = Interpreter(
                model: model, profile: model.profiles[0], readings: ReadingAssignment([ReadingChoice(role: role, reading: 0): option]))
            var state = try interpreter.initialState()
            state.tree = tree
            for variables in combinations(declared.variables.map(\.type)) {
                state.parties[role].variables = variables
                for binders in combinations(fields.map(\.type)) {
                    let sender: Int? = if case .event = trigger { nil } else { 1 - role }
                    let occurrence = Interpreter.Occurrence(trigger: trigger, binders: binders, sender: sender)
                    for control in declared.states.indices {
                        state.parties[role].control = control
                        switch Result(catching: { () throws(EvaluationError) in try interpreter.rows(for: occurrence, at: role, in: state) }) {
                        case .failure(let error):
                            if let row = declared.rows.firstIndex(where: { $0.name == error.row }) { observed.undefined.insert(row) }
                        case .success(let rows):
                            if rows.isEmpty { observed.holes.insert(control) }
                            observed.fired.formUnion(rows)
                            for a in rows { for b in rows where a < b { observed.overlaps.insert([a, b]) } }
                            for row in rows where !observed.failing.contains(row) {
                                let fired = Result { () throws(EvaluationError) in try interpreter.fire(row, for: occurrence, at: role, in: state) }
                                if case .failure = fired { observed.failing.insert(row) }
                            }
                        }
                    }
                }
            }
        }
        return observed
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func randomProtocols(_ part: UInt64) throws {
        var kinds = Set<String>()
        for seed in stride(from: part, to: 60, by: 4) {
            var models = RandomModels(seed: seed &+ 5000)
            let model = models.model()
            let report = try TableChecks.report(on: model, assuming: .nothing, milliseconds: 20_000)
            #expect(report.refuted.isEmpty, "seed \(seed)")
            #expect(report.undecided.isEmpty, "seed \(seed)")
            let flow = MessageFlow(model)
            for role in model.roles.indices {
                let findings = report.findings.filter { $0.role == role }
                var fired = Set<Int>()
                var overlaps = Set<Set<Int>>()
                var bad = Set<Int>()
                for trigger in model.triggers(ofRole: role, flow) {
                    let observed = try Self.observe(model, role, trigger)
                    fired.formUnion(observed.fired)
                    overlaps.formUnion(observed.overlaps)
                    bad.formUnion(observed.undefined.union(observed.failing))
                    if case .event = trigger { continue }
                    let found = Set(
                        findings.filter { $0.trigger == trigger }.flatMap { finding -> [Int] in
                            if case .hole = finding.kind { finding.states } else { [] }
                        })
                    // States without any row for it are the grid's business.
                    let covered = observed.holes.filter { state in
                        model.roles[role].rows.contains { row in
                            row.states.contains(state) && (row.triggers.contains(trigger) || (trigger.isMessage && row.triggers.contains(.anyMessage)))
                        }
                    }
                    #expect(found == covered, "seed \(seed), \(model.roles[role].name), \(trigger)")
                }
                for finding in findings {
                    switch finding.kind {
                    case .overlap(let a, let b), .sameTwice(let a, let b):
                        kinds.insert("overlap")
                        #expect(overlaps.contains([a, b]), "seed \(seed)")
                    case .hole: kinds.insert("hole")
                    case .dead(let row, _):
                        kinds.insert("dead")
                        #expect(!fired.contains(row), "seed \(seed), row \(row)")
                    case .undefinedCondition(let row, _), .failingAction(let row, _, _):
                        kinds.insert("failure")
                        #expect(bad.contains(row), "seed \(seed)")
                    }
                }
                let told = Set(findings.compactMap { finding -> Set<Int>? in
                    switch finding.kind {
                    case .overlap(let a, let b), .sameTwice(let a, let b): [a, b]
                    default: nil
                    }
                })
                let rows = model.roles[role].rows
                for pair in overlaps where !told.contains(pair) {
                    #expect(pair.allSatisfy { rows[$0].guards == .always }, "seed \(seed), rows \(pair) of \(model.roles[role].name)")
                }
                let toldBad = Set(findings.compactMap { finding -> Int? in
                    switch finding.kind {
                    case .undefinedCondition(let row, _), .failingAction(let row, _, _): row
                    default: nil
                    }
                })
                #expect(bad.isSubset(of: toldBad), "seed \(seed), \(model.roles[role].name)")
            }
        }
        #expect(kinds.contains("overlap") && kinds.contains("hole"), "\(kinds)")
    }
}
