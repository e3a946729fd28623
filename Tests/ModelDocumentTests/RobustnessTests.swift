import Testing

@testable import ModelDocument

/// Whatever the bytes are, there is a model or an error within the file.
@Suite struct RobustnessTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// Reads the bytes; the result is whether that is a model.
    @discardableResult
    private func check(_ bytes: [UInt8], _ comment: Comment) -> Bool {
        do {
            let document = try ModelDocument.parse(bytes, name: "m.md")
            _ = Lint.findings(in: document)
            for role in document.model.roles.indices { _ = Grid(model: document.model, role: role).text() }
            return true
        } catch {
            #expect(error.diagnostics.contains { $0.severity == .error }, comment)
            #expect(error.diagnostics.count <= DiagnosticSink.most + 1, comment)
            for diagnostic in error.diagnostics {
                let line = diagnostic.range.line
                #expect((1...max(1, error.source.lineCount)).contains(line), comment)
                let width = error.source.line(line).utf8.count
                #expect((1...width + 2).contains(diagnostic.range.column), comment)
                #expect(!DiagnosticRenderer(colours: true).render(diagnostic, in: error.source).isEmpty, comment)
            }
            return false
        }
    }

    @Test(arguments: [Example.twoParties, Example.group]) func truncation(text: String) {
        let bytes = Array(text.utf8)
        for length in stride(from: 0, to: bytes.count, by: 37) { check(Array(bytes[..<length]), "cut at \(length)") }
    }

    @Test(arguments: 1...200) func changedBytes(seed: Int) {
        var generator = Generator(state: UInt64(seed))
        var bytes = Array((seed.isMultiple(of: 2) ? Example.twoParties : Example.group).utf8)
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(Array("|`(){}[].,;:!=<>?-\n \\_".utf8).randomElement(using: &generator) ?? 0, at: place)
            default:
                let end = min(bytes.count, place + Int.random(in: 1...80, using: &generator))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0..<bytes.count, using: &generator))
            }
        }
        check(bytes, "seed \(seed)")
    }

    @Test(arguments: [
        "|", "not ", "| a | b |\n|---|---|\n", "(", "{", "`", "\\", "## Types\n\n", "- ", "> ", "\u{FFFD}x", "~~~tls\nstruct { A a; } B;\n~~~\n",
    ]) func noise(piece: String) {
        // Ten megabytes are more than an algorithm survives that is not linear.
        let size = ["|", "not "].contains(piece) ? 10_000_000 : 1_000_000
        let noise = String(repeating: piece, count: size / piece.utf8.count)
        #expect(!check(Array(noise.utf8), "\(piece)"))
    }

    @Test(arguments: [
        ("`count < 3`", "not ", "true", ""), ("`count < 3`", "(", "true", ")"), ("`count < 3`", "true and ", "true", ""),
        ("`count < 3`", "true implies ", "true", ""), ("`count < 3`", "if true then ", "true", " else false"),
        ("`count < 3`", "group", "", ".parent"), ("`count < 3`", "group", "", "!"), ("`count < 3`", "1 + ", "1", ""),
        ("`count < 3`", "all x in Side: ", "true", ""), ("drop |", "if true then ", "drop", ""),
        ("drop |", "if true then { ", "drop", " }"), ("drop |", "drop; ", "drop", ""), ("`0..3`", "", "a", ", a"),
        ("`Epoch?`", "Set<", "Bool", ">"), ("`Epoch?`", "Map<Side, ", "Bool", ">"), ("`left`", "{", "left", "}"),
        ("optional<Commit>", "optional<", "Commit", ">"), ("`renew <= 3", "renew <= 3, ", "", "`"), ("A1, rows A2", "A1, ", "A2", ""),
    ]) func deepAndLong(place: String, before: String, middle: String, after: String) throws {
        let times = 50_000
        let text = String(repeating: before, count: times) + middle + String(repeating: after, count: times)
        check(Array(try Example.changed(place, text).utf8), "\(before) \(after)")
    }

    @Test func definitionsThatDouble() throws {
        let lines = (1...200).map { "| `d\($0)` | `d\($0 - 1) and d\($0 - 1)` | |\n" }.joined()
        let text = try Example.changed("| `inStep` |", "| `d0` | `quiet` | |\n" + lines + "| `inStep` |")
        #expect(Example.diagnostics(text).contains("with its definitions written out the condition is too large"))
        check(Array(text.utf8), "doubling")
    }

    @Test func structsThatNest() throws {
        let chain = (1...5_000).map { "struct { S\($0 + 1) a; S\($0 + 1) b; } S\($0);\n" }.joined()
        let text = try Example.changed("struct { Commit update; }", chain + "struct { Commit update; }")
        #expect(!check(Array(text.utf8), "nested structs"))
    }
}
