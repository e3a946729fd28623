import ExampleModels
import ModelDocument
import ProtocolModel
import Testing

@testable import Reporting

struct MermaidTests {
    @Test func theStatesOfEveryDocument() {
        #expect(Checked.documents.count >= 5)
        for document in Checked.documents {
            for role in document.model.roles.indices {
                let lines = StateDiagram(model: document.model, role: role).lines()
                #expect(MermaidGrammar.faults(lines) == [], "\(document.source.name)")
                // One line for each pair of states that a row connects.
                let rows = document.model.roles[role].rows
                let pairs = Set(rows.flatMap { row in row.states.filter { $0 != row.next }.compactMap { from in row.next.map { [from, $0] } } })
                #expect(lines.count { $0.contains(" --> s") && !$0.contains("[*]") } == pairs.count)
            }
        }
    }

    @Test func everyRunOfTheExample() throws {
        let report = try Checked.handshake()
        var kinds = Set<TraceStep.Kind>()
        for run in report.result.runs {
            let lines = SequenceDiagram(try Replay(run.trace, in: report.model), quiet: run.quietStretches).lines()
            #expect(MermaidGrammar.faults(lines) == [])
            // Every step is numbered once, in order, if it is not folded.
            let numbers = lines.compactMap { line in
                line.split(separator: ": ", maxSplits: 1).last.flatMap { Int($0.prefix { $0.isNumber }) }
            }
            let folded = Set(run.quietStretches.flatMap { $0.dropFirst() })
            #expect(numbers == run.steps.indices.filter { !folded.contains($0) }.map { $0 + 1 })
            kinds.formUnion(run.steps.map(\.kind))
        }
        #expect(kinds.isSuperset(of: [.event, .deliver, .interrupt]))
    }

    /// Names may hold anything; no label ends early because of one.
    @Test func namesAreEscaped() throws {
        var model = try ExampleModels.parse(ExampleModels.handshake)
        let nasty = ["end", "a;b", "a#b;", "\"quoted\"", "a:b --> c", "<script>", "%%{init}%%", "state \"x\" as y", "a\nb", "{}|~`"]
        for name in nasty {
            model.roles[0].states[0].name = name
            model.roles[0].rows[0].name = name
            model.events[0].name = name
            #expect(MermaidGrammar.faults(StateDiagram(model: model, role: 0).lines()) == [], "\(name)")
        }
        for scalar in (UInt32(0)...0x2FF).compactMap(Unicode.Scalar.init) {
            let text = MermaidText.escape("a\(scalar)b")
            #expect(MermaidGrammar.faults(["sequenceDiagram", "    participant p0 as \(text)"]) == [], "\(scalar.value)")
        }
    }

    @Test func theGrammarCanRefuse() {
        for lines in [
            ["flowchart"], ["sequenceDiagram", "    p0->>p1: a"], ["sequenceDiagram", "    participant p0 as a;b"],
            ["sequenceDiagram", "    participant p0 as a", "    loop b"], ["sequenceDiagram", "    participant p0 as a", "    end"],
            ["stateDiagram-v2", "    s0 --> s1: a"], ["stateDiagram-v2", "    state \"a\"b\" as s0"],
            ["stateDiagram-v2", "    state \"a\" as s0", "    state \"b\" as s1", "    s0 --> s1: a:b"],
        ] { #expect(MermaidGrammar.faults(lines).count >= 1, "\(lines)") }
    }
}
