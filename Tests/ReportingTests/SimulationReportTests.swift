import ExampleModels
import Foundation
import ProtocolModel
import Simulator
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Reports of simulations")
struct SimulationReportTests {
    /// The example document under a scenario, as if it came from a file of that name.
    private func report(_ settings: [String] = [], swept: (text: String, number: Double)? = nil, name: String = "Models/example.md", runs: Int = 5) throws -> SimulationReport {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let profile = try #require(model.profiles.first { $0.name == "connection" })
        var scenario = Scenario()
        for setting in ["duration=5min"] + settings { try scenario.set(setting, in: model) }
        let simulation = try Simulation(model: model, profile: profile, scenario: scenario, seed: 3)
        let result = try simulation.run(count: runs)
        var report = SimulationReport(
            document: name, simulation: simulation, readings: "first", result: result, findings: try simulation.findings(result, shortening: 0),
            sizes: model.messages.map { _ in WireSize(clear: 100, sealed: 117) })
        report.swept = swept?.text
        report.sweptValue = swept?.number
        return report
    }

    private func sweep(names: [String]) throws -> [SimulationReport] {
        try names.flatMap { name in
            try [0.0, 30, 60].map { rate in try report(["outages=\(Int(rate))/h", "outage=20s"], swept: ("\(Int(rate))/h", rate), name: name) }
        }
    }

    /// What an XML parser makes of a text: the elements by their class or name, or the error.
    private final class Reader: NSObject, XMLParserDelegate {
        var classes: [String: Int] = [:]
        var points: [(Double, Double)] = []
        var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
        ) {
            classes[attributes["class"] ?? name, default: 0] += 1
            if attributes["class"] == "curve" || attributes["class"] == "interval", let way = attributes["d"], !way.contains("H") {
                let numbers = way.split(whereSeparator: { "ML Z".contains($0) }).compactMap { Double($0) }
                for index in stride(from: 0, to: numbers.count - 1, by: 2) { points.append((numbers[index], numbers[index + 1])) }
            }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }

    private func read(_ svg: String) throws -> Reader {
        let reader = Reader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        return reader
    }

    @Test("A plot is XML, with a curve and a band for each document, all within the axes")
    func plot() throws {
        let hostile = "Models/<b>&\"'<svg>.md"
        let reports = try sweep(names: ["Models/one.md", hostile])
        for svg in [SimulationPlot(reports, measure: "out of step", parameter: "outages").svg(), SimulationPlot(reports, measure: "out of step", parameter: "outages").inline()] {
            let reader = try read(svg)
            // Two curves, and two samples in the legend.
            #expect(reader.classes["curve"] == 4)
            #expect(reader.classes["interval"] == 2)
            #expect(reader.text.contains("&\"'<svg>") && reader.text.contains("outages per hour"))
            #expect(reader.points.count == 2 * 3 + 2 * 6)
            for (x, y) in reader.points { #expect((84...736).contains(x) && (62...342).contains(y), "\(x), \(y)") }
        }
        // What is larger stands higher up in the drawing, by as much as it is larger.
        let one = try read(SimulationPlot(Array(reports.prefix(3)), measure: "out of step", parameter: "outages").inline())
        let curve = Array(one.points.suffix(3))
        let values = try reports.prefix(3).map { try #require($0.figure("out of step")?.value) }
        #expect(Set(values).count > 1)
        for index in 1..<3 {
            let (rise, difference) = (curve[0].1 - curve[index].1, values[index] - values[0])
            #expect(rise * difference >= 0 && (rise != 0 || abs(difference) < 0.001), "\(curve), \(values)")
        }
    }

    @Test("What cannot be measured, or is 0 everywhere, is a drawing, too")
    func empty() throws {
        let reports = try [0.0, 1].map { try report(["rate update=never"], swept: ("\(Int($0))%", $0)) }
        for measure in ["time to confirm, median", "messages lost", "nothing"] {
            _ = try read(SimulationPlot(reports, measure: measure, parameter: "loss").svg())
        }
        _ = try read(SimulationPlot([], measure: "out of step", parameter: "loss").svg())
        #expect(SpreadPlot(reports, name: "time to confirm").inline() == nil)
    }

    @Test("A distribution is drawn rising to the whole, within the axes")
    func spread() throws {
        let reader = try read(try #require(SpreadPlot([try report(["latency=exponential(100ms)"])], name: "delivery").inline()))
        #expect(reader.points.count > 5)
        for (before, after) in zip(reader.points, reader.points.dropFirst()) { #expect(before.0 <= after.0 && before.1 >= after.1) }
        #expect(reader.points.last!.1 == 62)
    }

    @Test("JSON can be read again and says the same")
    func json() throws {
        let book = SimulationBook(try sweep(names: ["a.md"]), parameter: "outages")
        let data = try book.json()
        #expect(try JSONDecoder().decode(SimulationBook.self, from: data).json() == data)
    }

    @Test("CSV has a line for each figure of each report, and cells with commas and quotes in quotes")
    func csv() throws {
        let reports = try sweep(names: ["a \"b\", c.md"])
        let lines = SimulationText.csv(reports)
        #expect(lines.count == 1 + reports.reduce(0) { $0 + $1.figures.count })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("\"a \"\"b\"\", c.md\",connection,") })
        #expect(lines[1].contains("out of step,share,"))
    }

    @Test(
        "Figures for people",
        arguments: [
            (0.0123, "share", "1.23 %"), (0, "share", "0 %"), (1, "share", "100 %"), (0.5, "s", "500 ms"), (59.94, "s", "59.9 s"), (3600, "s", "60 min"),
            (86_400, "s", "24 h"), (1234567, "/h", "1,234,567 /h"), (0.00025, "s", "250 us"), (9.999, "/h", "10 /h"), (0.00001, "/h", "under 0.0001 /h"),
        ] as [(Double, String, String)])
    func figures(_ value: Double, _ unit: String, _ text: String) {
        #expect(FigureText.render(value, unit: unit) == text)
        #expect(FigureText.render(nil, unit: unit) == "-")
    }

    @Test("Bytes are messages times their size, with retransmissions")
    func bytes() throws {
        let report = try report(["loss=10%", "rate update=never", "every send data=1s"])
        let data = try #require(report.messages.first { $0.sent > 100 })
        let bytes = try #require(data.bytes)
        let transmissions = Double(data.sent + data.retransmitted)
        #expect(bytes >= 100 * transmissions && bytes <= 117 * transmissions)
        #expect(data.retransmitted > 0)
    }
}
