import ExampleModels
import ModelDocument
import ProtocolModel
import Testing

@testable import Prover

/// Each kind of finding on a small document, and the nearest document without it.
struct TableCheckTests {
    /// Two roles; the rows are those of the first, which everything is sent to.
    static func model(_ rows: String, reading: Bool = false) throws -> ProtocolModel {
        let text = """
            ---
            title: A small protocol
            draft: draft-example-small
            revision: "00"
            variant: as written
            ---
            ## Messages
            ``` tls
            struct { Commit commit; } Go;
            struct { EpochNumber epoch; } Count;
            struct { opaque data<V>; } Ping;
            ```
            ## Events
            | Event | Fairness | Meaning |
            |---|---|---|
            | `act` | optional | |
            ## Role: Alice
            | State | Settled | Meaning |
            |---|---|---|
            | Idle | yes | |
            | Waiting | no | |

            | Variable | Type | Initially | Meaning |
            |---|---|---|---|
            | `group` | `Epoch` | `welcome` | |
            | `pending` | `Epoch?` | `none` | |
            | `round` | `0..2` | `0` | |
            | `marks` | `Map<Bool, 0..1>` | `0` | |

            | Row | State | On | When | Do | Next | Reading | Source |
            |---|---|---|---|---|---|---|---|
            \(rows)
            ## Role: Bob
            | State | Settled | Meaning |
            |---|---|---|
            | Only | yes | |

            | Variable | Type | Initially | Meaning |
            |---|---|---|---|
            | `group` | `Epoch` | `welcome` | |

            | Row | State | On | When | Do | Next | Source |
            |---|---|---|---|---|---|---|
            | B1 | Only | `act` | | send `Go(group)`; send `Count(group.number)`; send `Ping()` | same | |
            | B2 | Only | `any message` | | drop | same | |
            ## Readings
            | Reading | Option | Meaning | Passage |
            |---|---|---|---|
            | `way` | `left` | | "It may." |
            | | `right` | | |
            ## Network
            | Profile | Order | Loss | Duplication | Capacity | Interruption |
            |---|---|---|---|---|---|
            | net | fifo | no | no | 3 | no |
            """
        return try ModelDocument.parse(Array(text.utf8), name: "m.md").model
    }

    /// What the checks find, in short; a row that drops every other message makes holes of no interest.
    static func findings(_ rows: String..., holes: Bool = false) throws -> [String] {
        let rest = holes ? [] : ["| A9 | any | `any message` | | drop | same | | |"]
        let model = try model((rows + rest).joined(separator: "\n"))
        let report = try TableChecks.report(on: model)
        #expect(report.undecided.isEmpty)
        #expect(report.refuted.isEmpty)
        let names = model.roles[0].rows.map(\.name)
        return report.findings.filter { $0.role == 0 }.map { finding in
            let place = finding.states.map { model.roles[0].states[$0].name }.joined(separator: "+")
            switch finding.kind {
            case .overlap(let a, let b): return "overlap \(names[a]) \(names[b]) \(place)"
            case .sameTwice(let a, let b): return "same \(names[a]) \(names[b]) \(place)"
            case .hole(let rows): return "hole \(rows.map { names[$0] }.joined(separator: " ")) \(place)"
            case .dead(let row, let because):
                return "dead \(names[row]) parts \(because.parts.count) facts \(because.facts.count)\(because.yields ? " yields" : "")"
            case .undefinedCondition(let row, let reason): return "undefined \(names[row]) \(place) \(reason)"
            case .failingAction(let row, let action, let reason): return "fails \(names[row]) \(action) \(place) \(reason)"
            }
        }
    }

    @Test func overlaps() throws {
        #expect(
            try Self.findings(
                "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | any | `Go(c)` | `c.number = group.number + 1` | `round := 0` | same | | |") == ["overlap A1 A2 Idle"])
        #expect(
            try Self.findings(
                "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | any | `Go(c)` | `c.parent != group` | `round := 0` | same | | |") == [])
        // A commit has another number than the epoch that it was made in.
        #expect(
            try Self.findings(
                "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | any | `Go(c)` | `c.number = group.number` | `round := 0` | same | | |") == [])
        // A row with a condition goes before one that says `otherwise`.
        #expect(
            try Self.findings(
                "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | any | `Go` | otherwise | `round := 0` | same | | |") == [])
    }

    @Test func rowsOfDifferentReadingsDoNotOverlap() throws {
        let rows = [
            "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | `way: left` | |",
            "| A2 | Idle | `Go(c)` | `c.number = group.number + 1` | `round := 0` | same | `way: right` | |",
        ]
        #expect(try Self.findings(rows[0], rows[1]) == [])
        #expect(try Self.findings(rows[0], rows[1].replacing("way: right", with: "way: left")) == ["overlap A1 A2 Idle"])
    }

    @Test func rowsThatDoTheSame() throws {
        #expect(
            try Self.findings(
                "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | Idle | `Go(c)` | `c != group` | drop | same | | |") == ["same A1 A2 Idle"])
    }

    @Test func holes() throws {
        let waiting = "| A3 | Idle | `act` | | `pending := commit(group)` | Waiting | | |"
        #expect(
            try Self.findings(
                waiting, "| A1 | Idle, Waiting | `Go(c)` | `c.parent = group` | drop | same | | |", holes: true) == ["hole A1 Idle+Waiting"])
        #expect(
            try Self.findings(
                waiting, "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | Idle | `Go(c)` | `c.parent != group` | drop | same | `way: left` | |", holes: true) == ["hole A1 A2 Idle"])
        // By the rows alone there is something pending in Waiting.
        #expect(
            try Self.findings(
                waiting, "| A1 | Waiting | `Ping` | `pending != none` | drop | same | | |", holes: true) == [])
        #expect(
            try Self.findings(
                waiting, "| A1 | Waiting | `Ping` | `pending != none` | drop | same | | |",
                "| A2 | Waiting | `Count` | | `pending := none` | same | | |", holes: true) == ["hole A1 Waiting"])
    }

    @Test func deadRows() throws {
        #expect(
            try Self.findings("| A1 | Idle | `Ping` | `round > 2` | drop | same | | |") == ["dead A1 parts 1 facts 0"])
        #expect(
            try Self.findings("| A1 | Idle | `Go(c)` | `c.parent = group and round = 0 and c.number = group.number` | drop | same | | |")
                == ["dead A1 parts 2 facts 0"])
        #expect(
            try Self.findings(
                "| A1 | Idle | `act` | | `pending := commit(group)` | Waiting | | |",
                "| A2 | Waiting | `Ping` | `pending = none` | drop | same | | |") == ["dead A2 parts 1 facts 1"])
        #expect(
            try Self.findings(
                "| A1 | Idle | `Go(c)` | `c.parent = group` | drop | same | | |",
                "| A2 | Idle | `Go(c)` | `c.parent != group` | drop | same | | |",
                "| A3 | Idle | `Go` | otherwise | `round := 0` | same | | |") == ["dead A3 parts 0 facts 0 yields"])
        #expect(try Self.findings("| A1 | Idle | `act` | | `round := 1` | same | | |", "| A2 | Idle | `Ping` | `round = 1` | drop | same | | |") == [])
        #expect(try Self.findings("| A2 | Idle | `Ping` | `round = 1` | drop | same | | |") == ["dead A2 parts 1 facts 1"])
    }

    @Test func failures() throws {
        #expect(
            try Self.findings("| A1 | Idle | `act` | | `pending := none`; `round := round + 1` | same | | |")
                == ["fails A1 1 Idle outOfRange(ProtocolModel.Value.natural(3), ProtocolModel.ValueType.natural(lower: 0, upper: 2))"])
        #expect(try Self.findings("| A1 | Idle | `act` | `round < 2` | `round := round + 1` | same | | |") == [])
        #expect(
            try Self.findings("| A1 | Idle | `act` | | send `Go(pending!)` | same | | |", "| A2 | Idle | `Ping` | | `pending := group` | same | | |")
                == ["fails A1 0 Idle unwrappedNone"])
        #expect(
            try Self.findings(
                "| A1 | Idle | `act` | | if `pending != none` then send `Go(pending!)` | same | | |",
                "| A2 | Idle | `Ping` | | `pending := group` | same | | |") == [])
    }

    @Test func entriesOutOfRange() throws {
        let found = try Self.findings("| A1 | Idle | `act` | | `marks[true] := marks[true] + 1` | same | | |")
        #expect(found.count == 1 && found[0].hasPrefix("fails A1 0 Idle outOfRange"))
        #expect(try Self.findings("| A1 | Idle | `act` | `marks[true] < 1` | `marks[true] := marks[true] + 1` | same | | |") == [])
    }

    @Test func conditionsWithoutAValue() throws {
        let assigned = "| A2 | Idle | `Ping` | | `pending := group` | same | | |"
        #expect(
            try Self.findings("| A1 | Idle | `Go(c)` | `c.parent = pending!` | drop | same | | |", assigned)
                == ["undefined A1 Idle unwrappedNone"])
        #expect(try Self.findings("| A1 | Idle | `Go(c)` | `pending != none and c.parent = pending!` | drop | same | | |", assigned) == [])
    }

    /// The documents of the project have no rows that overlap, fail or never fire, and the interpreter agrees with every example.
    @Test(arguments: DocumentProfile.all.filter { $0.profile == 0 })
    func documents(_ one: DocumentProfile) throws {
        let report = try TableChecks.report(on: one.model, milliseconds: 20_000)
        #expect(report.refuted.isEmpty)
        #expect(report.undecided.isEmpty)
        for finding in report.findings {
            guard case .hole = finding.kind else {
                Issue.record("\(finding.kind)")
                continue
            }
        }
        #expect(report.findings.isEmpty == one.document.hasSuffix("repaired"))
    }

    /// Facts hold in every state that a run gets to.
    @Test(arguments: DocumentProfile.all)
    func localFactsHoldInRuns(_ one: DocumentProfile) throws {
        let checks = try TableChecks(one.model, .localFacts, 20_000)
        #expect(checks.facts.allSatisfy { !$0.isEmpty })
        for seed in 1...4 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed &* 17)
            var readings = ReadingAssignment()
            for choice in one.model.readingChoices {
                readings.options[choice] = Int.random(in: 0..<one.model.readings[choice.reading].options.count, using: &random)
            }
            let interpreter = Interpreter(model: one.model, profile: one.model.profiles[one.profile], readings: readings)
            var state = try interpreter.initialState()
            for step in 0..<60 {
                for (party, instance) in interpreter.instances.enumerated() {
                    for fact in checks.facts[instance.role] where fact.state == state.parties[party].control {
                        #expect(
                            fact.holds(state.parties[party].variables, state.tree),
                            "seed \(seed), step \(step), \(instance.name): \(fact)")
                    }
                }
                let transitions = try interpreter.transitions(from: state)
                let calm = transitions.filter { !$0.step.isFault }
                guard let next = (random.next() % 8 == 0 || calm.isEmpty ? transitions : calm).randomElement(using: &random) else { break }
                state = next.target
            }
        }
    }
}

extension LocalFact {
    fileprivate func holds(_ variables: [Value], _ tree: CommitTree) -> Bool {
        tests.contains { test in
            switch test {
            case .equals(let variable, let value): variables[variable] == value
            case .differs(let variable, let value): variables[variable] != value
            case .same(let a, let b): variables[a] == variables[b]
            case .child(let a, let b):
                if case .epoch(let node) = variables[a] {
                    (tree[node]?.parent).map { .epoch($0) } ?? .none == variables[b]
                } else {
                    variables[b] == .none
                }
            }
        }
    }
}
