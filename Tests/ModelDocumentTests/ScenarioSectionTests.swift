import Testing

@testable import ModelDocument
@testable import ProtocolModel

/// The section `Scenarios`: what is read, and what is said of each thing that can be wrong in it.
@Suite struct ScenarioSectionTests {
    private func document(_ rows: [String], header: String = "| Scenario | Profile | Settings | Meaning |") -> String {
        let columns = header.split(separator: "|").count
        let rule = "|" + String(repeating: "---|", count: columns)
        return Example.twoParties + "\n## Scenarios\n\n" + ([header, rule] + rows).joined(separator: "\n") + "\n"
    }

    private func diagnostics(_ text: String) -> [Diagnostic] {
        switch Result(catching: { () throws(DocumentErrors) in try ModelDocument.parse(Array(text.utf8), name: "m.md") }) {
        case .success(let read): read.warnings
        case .failure(let errors): errors.diagnostics
        }
    }

    /// Where a text stands in a document, from 1.
    private func place(of part: String, in text: String) throws -> (line: Int, column: Int) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.lastIndex { $0.contains(part) })
        let range = try #require(lines[line].firstRange(of: part))
        return (line + 1, lines[line][..<range.lowerBound].utf8.count + 1)
    }

    @Test func read() throws {
        let text = document([
            "| rough sea | datagram | `latency=uniform(10ms, 1s)`; `loss=5%`; `duplication = 10%`; `rate Alice.renew=1/s`; `every renew=2s` | waves |",
            "| calm | | | |",
            "| two islands | stream | `partition=1s..2s: Alice \\| Bob`; `partition=3s..4s: Bob \\| Alice` | |",
        ])
        let read = try ModelDocument.parse(Array(text.utf8), name: "m.md")
        #expect(read.scenarios.map(\.name) == ["rough sea", "calm", "two islands"])
        #expect(read.scenarios.map(\.profile) == ["datagram", nil, "stream"])
        #expect(read.scenarios[0].meaning == "waves")
        #expect(read.scenarios[0].latency == .uniform(0.01, 1))
        #expect(read.scenarios[0].loss.good == 0.05)
        #expect(read.scenarios[0].duplication == 0.1)
        #expect(
            read.scenarios[0].workloads == [
                .init(event: 0, role: 0, interval: .exponential(offset: 0, mean: 1)), .init(event: 0, role: nil, interval: .constant(2)),
            ])
        #expect(
            read.scenarios[0].written == [
                "latency=uniform(10ms, 1s)", "loss=5%", "duplication=10%", "rate Alice.renew=1/s", "every renew=2s",
            ])
        #expect(read.scenarios[2].partitions == [.init(from: 1, until: 2, sides: [[0], [1]]), .init(from: 3, until: 4, sides: [[1], [0]])])
        var plain = Scenario(name: "calm")
        plain.meaning = ""
        #expect(read.scenarios[1] == plain)
        #expect(try ModelDocument.parse(Array(Example.twoParties.utf8), name: "m.md").scenarios.isEmpty)
    }

    /// The model is the same with scenarios and without: verdicts cannot depend on them.
    @Test func plays_no_part_in_the_model() throws {
        let with = try ModelDocument.parse(Array(document(["| a | stream | `loss=5%` | |"]).utf8), name: "m.md")
        #expect(with.model == (try ModelDocument.parse(Array(Example.twoParties.utf8), name: "m.md")).model)
    }

    @Test(
        "One setting is wrong: one error, at the setting",
        arguments: [
            ("los=5%", "unknown setting 'los'; did you mean 'loss'?"),
            ("colour=red", "unknown setting 'colour'"),
            ("loss", "write NAME=VALUE"),
            ("loss=", "a probability is"),
            ("loss=101%", "a probability is"),
            ("loss=-1", "a probability is"),
            ("loss=nan", "a probability is"),
            ("burst=2", "a probability is"),
            ("burst-loss=x", "a probability is"),
            ("burst-length=0", "a burst has at least 1 message"),
            ("duplication=1s", "a probability is"),
            ("latency=5", "a distribution is"),
            ("latency=uniform(2s, 1s)", "a distribution is"),
            ("latency=gamma(1s)", "a distribution is"),
            ("latency=normal(1s)", "a distribution is"),
            ("latency=lognormal(1s, 1e9)", "a distribution is"),
            ("jitter=", "a distribution is"),
            ("outage=for ever", "a distribution is"),
            ("notice=1e300s", "a distribution is"),
            ("duration=0s", "a run has to last"),
            ("duration=1", "a span of time is"),
            ("patience=-1s", "a span of time is"),
            ("retransmission=0", "at least 1us"),
            ("outages=3", "a rate is"),
            ("outages=3/week", "a rate is"),
            ("rate renew=5", "a rate is"),
            ("rate renew=1e9/s", "at most 1000000/s"),
            ("rate renw=1/s", "unknown event 'renw'; did you mean 'renew'?"),
            ("rate Alice.renw=1/s", "unknown event 'Alice.renw'; did you mean 'Alice.renew'?"),
            ("rate Carol.renew=1/s", "unknown event 'Carol.renew'"),
            ("every renew=0", "the interval is at least 1us"),
            ("every nothing=1s", "unknown event 'nothing'"),
            ("partition=1s..2s", "write partition="),
            ("partition=2s..1s: Alice \\| Bob", "write partition="),
            ("partition=1s..2s: Alice", "write partition="),
            ("partition=1s..2s: Alice \\| Alice", "write partition="),
            ("partition=1s..2s: Alice \\| Bb", "unknown party 'Bb'; did you mean 'Bob'?"),
        ])
    func wrongSetting(_ setting: String, _ message: String) throws {
        for settings in ["`\(setting)`", "`jitter=1ms`; `\(setting)`; `outages=1/h`".replacing("jitter=1ms", with: setting.hasPrefix("jitter") ? "loss=1%" : "jitter=1ms")
            .replacing("outages=1/h", with: setting.hasPrefix("outages") ? "loss=1%" : "outages=1/h")]
        {
            let text = document(["| fine | | `loss=1%` | |", "| wrong | stream | \(settings) | |"])
            let found = diagnostics(text)
            #expect(found.count == 1, "\(found.map(\.message))")
            let first = try #require(found.first)
            #expect(first.message.contains(message), "\(first.message)")
            let expected = try place(of: setting, in: text)
            #expect(first.range.line == expected.line && first.range.column == expected.column, "\(setting): \(first.range)")
            #expect(first.severity == .error)
        }
    }

    @Test(
        "A row or a table is wrong: one error, at its place",
        arguments: [
            (["| a | | `loss=1%` | |", "| a | | `loss=2%` | |"], "the scenario 'a' is declared twice", "| a | | `loss=2%`", 2),
            (["| | | `loss=1%` | |"], "the scenario has no name", "| | | `loss=1%`", 2),
            (["| a! | | | |"], "the name of a scenario consists of words", "a!", 0),
            (["| a | strem | | |"], "unknown profile 'strem'; did you mean 'stream'?", "strem", 0),
            (["| a | stream | `duplication=1%` | |"], "does not duplicate messages", "duplication", 0),
            (["| a | | `loss=1%`; `loss=2%` | |"], "'loss' is set twice", "loss=2%", 0),
            (["| a | | `rate renew=1/s`; `rate  renew=2/s` | |"], "'rate renew' is set twice", "rate  renew", 0),
            (["| a | | `loss=1%`;; `burst=2%` | |"], "a setting is missing", "; `burst", 0),
            (["| a | | `loss=1%`; | |"], "a setting is missing", " | |", 0),
            (["| a | | |"], "the row has 3 cells, the header 4", "| a |", 0),
            (["| a | | | | |"], "the row has 5 cells, the header 4", " |", 0),
        ] as [([String], String, String, Int)])
    func wrongRow(_ rows: [String], _ message: String, _ at: String, _ offset: Int) throws {
        let text = document(rows)
        let found = diagnostics(text)
        #expect(found.count == 1, "\(found.map(\.message))")
        let first = try #require(found.first)
        #expect(first.message.contains(message), "\(first.message)")
        #expect(first.range.line == (try place(of: at, in: text)).line)
    }

    @Test(arguments: [
        "| Scenario | Settings | Meaning |", "| Name | Profile | Settings | Meaning |", "| Scenario | Profile | Settings |",
        "| Scenario | Profile | Settings | Meaning | More |",
    ])
    func wrongHeader(_ header: String) {
        let found = diagnostics(document([], header: header))
        #expect(found.count == 1 && found[0].message.contains("column"), "\(found.map(\.message))")
    }

    @Test func aSecondSection() {
        let found = diagnostics(document([]) + "\n## Scenarios\n")
        #expect(found.map(\.message) == ["a second section 'Scenarios'"])
        #expect(diagnostics(Example.twoParties + "\n## Scenario\n").map(\.message) == ["this heading is for people only; did you mean 'Scenarios'?"])
    }

    @Test func tooMany() {
        let found = diagnostics(document((0..<300).map { "| s\($0) | | | |" }))
        #expect(found.map(\.message) == ["there are more than 200 scenarios"])
    }

    /// An event that could not be declared is not reported again where a scenario names it.
    @Test func consequences() throws {
        let text = document(["| a | | `rate renew=1/s` | |"]).replacing("| `renew` | optional | |", with: "| `renew` | sometimes | |")
        #expect(diagnostics(text).count == 1)
    }

    /// Any bytes at all in a cell end in diagnostics with places in the document, or in a scenario.
    @Test func anything() throws {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        var state = seed
        func next(_ count: Int) -> Int {
            state = state &* 6364136223846793005 &+ 1442695040888963407
            return Int((state >> 33) % UInt64(count))
        }
        let pieces = ["loss", "latency", "=", "1%", "5s", ";", "(", ")", ",", "uniform", "rate ", "every ", "renew", "..", ":", "\\|", "1e308", "-", "é", "\u{0}", "Alice", "partition", "`", ".", "9999999999999999999"]
        for _ in 0..<2000 {
            let settings = (0..<next(12)).map { _ in pieces[next(pieces.count)] }.joined()
            let text = document(["| a | | \(settings) | |"])
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            for diagnostic in diagnostics(text) { #expect((0...lines).contains(diagnostic.range.line), "seed \(seed): \(settings)") }
        }
    }
}
