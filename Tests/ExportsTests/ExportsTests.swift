import ExampleModels
import Explorer
import ProtocolModel
import Testing

@testable import Exports

@Suite("Exports")
struct ExportsTests {
    private static func model(_ text: String) throws -> ProtocolModel {
        try ExampleModels.parse(text)
    }

    private static let sizes = ExportSizes(places: 3, epochs: 6, numbers: 6, keepsSmallestNumber: false)

    private static func system(_ model: ProtocolModel, profile: Int = 0, sizes: ExportSizes = sizes) throws -> TransitionSystem {
        try TransitionSystem(
            ExportRequest(
                model: model, profile: model.profiles[profile], readings: ReadingAssignment(), properties: model.properties, sizes: sizes,
                document: "example.md"))
    }

    @Test("Names become identifiers that no language takes for something else")
    func identifiers() {
        #expect(Identifier.from("Waiting for Welcome") == "Waiting_for_Welcome")
        #expect(Identifier.from("2nd") == "x2nd")
        #expect(Identifier.from("do") == "do_1")
        #expect(Identifier.from("End") == "End_1")
        #expect(Identifier.from("é!") == "x")
        #expect(Identifier.from("a--b") == "a_b")
        #expect(Identifier.from("trailing_") == "trailing")
        for text in ["Rule", "int", "a b", "9", "", "*/", "MODULE", "x'", "group"] {
            let identifier = Identifier.from(text)
            let first = identifier.unicodeScalars.first
            #expect(first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } == true, "\(text)")
            #expect(identifier.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_" })
        }
    }

    @Test("Names that give the same identifier are told apart, also where capitals do not count")
    func uniqueNames() throws {
        let constants = Constants(try Self.model(ExampleModels.handshake))
        let names = ["a b", "a_b", "A B", "a-b"].map { constants.unique($0) }
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
    }

    @Test("No text of a document ends a comment or a string")
    func comments() {
        for text in ["*/", "*)", "a\"b", "a\\b", "--", "line\nline", "(*", "/*", "***///", "----"] {
            let safe = Identifier.comment(text)
            for ending in ["*/", "*)", "\"", "\\", "--", "\n", "(*", "/*"] { #expect(!safe.contains(ending), "\(text) became \(safe)") }
        }
    }

    @Test("Terms are simplified without a change of meaning")
    func simplification() {
        let a = Term.variable(0)
        let b = Term.variable(1)
        #expect(Term.all([.truth(true), a, a]) == a)
        #expect(Term.all([a, .truth(false)]) == .truth(false))
        #expect(Term.some([]) == .truth(false))
        #expect(Term.negation(.equal(a, b)) == .different(a, b))
        #expect(Term.equal(.constant("x"), .none) == .truth(false))
        #expect(Term.choice(.truth(false), a, b) == b)
        #expect(Term.choice(a, .truth(true), b) == .or([a, b]))
        #expect(Term.comparing(.less, .integer(1), .integer(2)) == .truth(true))
        #expect(Term.all([.all([a, b]), b]) == .and([a, b]))
    }

    @Test("An operator inside another stands in parentheses, and 0 is a number where numbers are meant")
    func notation() throws {
        var system = try Self.system(try Self.model(ExampleModels.handshake))
        system.rules = []
        let notation = Notation(
            system: system, conditional: { "(\($0) ? \($1) : \($2))" }, variable: { "v\($0)" }, column: { "c\($0)_\($1)_\($2)" },
            attribute: { "\($0)(\($1))" }, isUnaware: { "u\($0)" }, counter: { "n\($0)" })
        let term = Term.all([.some([.variable(0), .variable(1)]), .negation(.compare(.less, .counter(0), .integer(0)))])
        #expect(notation.text(term) == "(v0 || v1) && (!(n0 < 0))")
        #expect(notation.text(.compare(.equal, .attribute(.parent, .made(0)), .integer(0))) == "parent(made_1) == none")
        #expect(notation.text(.sum(.attribute(.number, .made(0)), .integer(0))) == "number(made_1) + 0")
    }

    @Test("The first state names epochs in the order of the variables, and the parent of which nothing is known after them")
    func initialState() throws {
        let system = try Self.system(try Self.model(ExampleModels.handshake))
        #expect(system.nodes == [TransitionSystem.Node(number: 1, parent: 2, author: system.nobody, keyPackage: system.noKeyPackage)])
        let groups = system.variables.filter { $0.name.hasSuffix("_group") }
        #expect(!groups.isEmpty && groups.allSatisfy { $0.initial == .integer(1) })
    }

    @Test("A row has a step for each message that it answers, and the network one for each thing that it does")
    func rules() throws {
        let model = try Self.model(ExampleModels.handshake)
        for (index, profile) in model.profiles.enumerated() {
            let system = try Self.system(model, profile: index)
            let names = Set(system.rules.map(\.name))
            #expect(names.count == system.rules.count)
            #expect(names.contains("Sender_S1"))
            #expect(system.rules.contains { $0.isLoss } == profile.loss)
            #expect(system.rules.contains { $0.name.hasSuffix("_stays") } == profile.duplication)
            #expect(system.rules.contains { $0.name.hasPrefix("interruption") } == (profile.interruption != .no))
            // The second option of a reading is not in a combination of first ones.
            #expect(!names.contains("Sender_S6"))
        }
    }

    @Test("Every document is written in every language, in every profile, with the sizes that the explorer found")
    func documents() throws {
        for text in [ExampleModels.handshake] {
            let model = try Self.model(text)
            for profile in model.profiles {
                let request = ExportRequest(
                    model: model, profile: profile, readings: ReadingAssignment(), properties: model.properties, sizes: Self.sizes,
                    document: "example.md", states: 42)
                for written in [try PromelaText(request).text, try MurphiText(request).text, try TLAText(request).text] {
                    #expect(written.contains("42 reachable states"))
                    #expect(written.contains("S1, update"))
                    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] {
                        // Comments name no parentheses by halves.
                        #expect(written.count { String($0) == open } == written.count { String($0) == close })
                    }
                }
            }
        }
    }

    @Test("What cannot be exported is said")
    func refusals() throws {
        var model = try Self.model(ExampleModels.handshake)
        model.roles[0].variables.append(Variable(name: "seen", type: .set(.bool), initially: .setLiteral([])))
        #expect(throws: ExportError.self) { try Self.system(model) }
    }

    @Test("Statements are counted with those of the inlines, and of the inlines in them")
    func statementCount() {
        let count = StatementCount("inline a(x) {\n    x++;\n    x++\n}\ninline b() {\n    a(y);\n    a(y)\n}\n")
        // A line is one statement, and one more for each semicolon.
        #expect(count.count(["skip"]) == 1)
        #expect(count.count(["a(z)"]) == 1 + 3)
        #expect(count.count(["b();", "a(z)"]) == 2 + (2 + 1 + 2 * 3) + 1 + 3)
    }

    @Test("A graph as Aldebaran and Graphviz read it")
    func graph() {
        let graph = GraphText(
            title: "t", states: [["A", "B"], ["A \"C\""]],
            edges: [.init(from: 0, to: 1, label: "go \"now\""), .init(from: 1, to: 0, label: "back")])
        #expect(graph.aldebaran == "des (0, 2, 2)\n(0, \"go 'now'\", 1)\n(1, \"back\", 0)\n")
        #expect(graph.dot.contains("0 [label=\"0\\nA\\nB\", penwidth=2];"))
        #expect(graph.dot.contains("1 [label=\"1\\nA 'C'\"];"))
        #expect(graph.dot.contains("0 -> 1 [label=\"go 'now'\"];"))
    }

    @Test("The graph of the explorer has as many states as its fast search, and every state has a way from the first")
    func exploredGraph() throws {
        let model = try Self.model(ExampleModels.handshake)
        for index in model.profiles.indices {
            let explorer = Explorer(model: model)
            let graph = try #require(try explorer.graph(profile: index))
            let space = try explorer.measure(profile: index)
            #expect(graph.controls.count == space.states)
            #expect(graph.extent.messages <= space.extent.messages)
            #expect(graph.extent.epochs <= space.extent.epochs)
            #expect(graph.extent.numbers <= space.extent.numbers)
            var reached: Set<Int> = [0]
            var next = [0]
            let steps = Dictionary(grouping: graph.steps, by: \.from)
            while let state = next.popLast() {
                for step in steps[state] ?? [] where reached.insert(step.to).inserted { next.append(step.to) }
            }
            #expect(reached.count == graph.controls.count)
            #expect(try Explorer(model: model, limits: ExplorationLimits(states: 2)).graph(profile: index) == nil)
        }
    }
}
