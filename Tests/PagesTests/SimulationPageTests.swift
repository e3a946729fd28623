import Crypto
import ExampleModels
import Foundation
import ProtocolModel
import Reporting
import Simulator
import Testing

@testable import Pages

/// The page of simulations: what it lets a browser do, and that what it shows is text.
@Suite struct SimulationPageTests {
    private func reports(sweeping: Bool, name: String) throws -> [SimulationReport] {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let profile = try #require(model.profiles.first { $0.name == "connection" })
        return try (sweeping ? [0, 30] : [30]).map { rate in
            var scenario = Scenario()
            for setting in ["duration=2min", "outages=\(rate)/h", "outage=10s"] { try scenario.set(setting, in: model) }
            let simulation = try Simulation(model: model, profile: profile, scenario: scenario)
            let result = try simulation.run(count: 3)
            var report = SimulationReport(
                document: name, simulation: simulation, readings: "first", result: result, findings: try simulation.findings(result, shortening: 0),
                sizes: model.messages.map { _ in nil })
            if sweeping {
                report.swept = "\(rate)/h"
                report.sweptValue = Double(rate)
            }
            return report
        }
    }

    @Test(arguments: [true, false])
    func aFileWithoutScripts(_ sweeping: Bool) throws {
        let hostile = "Models/<script>alert(1)&\"'.md"
        let page = SimulationPage(try reports(sweeping: sweeping, name: hostile), parameter: "outages", measure: "out of step")
        #expect(!page.html.contains("<script"))
        #expect(!page.html.contains("src=") && !page.html.contains("href=\"http"))
        #expect(page.html.contains("&lt;script&gt;"))
        #expect(page.html.contains("<svg"))
        #expect(page.html.contains("content=\"\(page.policy)\""))
        // The policy lets exactly the styles of the page apply.
        let style = try #require(page.html.firstRange(of: "<style>")).upperBound
        let end = try #require(page.html.firstRange(of: "</style>")).lowerBound
        let hash = Data(SHA256.hash(data: Data(page.html[style..<end].utf8))).base64EncodedString()
        #expect(page.policy.contains("style-src 'sha256-\(hash)'"))
        #expect(!page.html.contains(" style=\""))
        #expect(page.html.components(separatedBy: "<style>").count == 2)
    }

    @Test func nothing() {
        #expect(SimulationPage([], parameter: "", measure: "out of step").html.contains("No simulation"))
    }
}
