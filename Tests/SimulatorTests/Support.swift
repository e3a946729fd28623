import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel

@testable import Simulator

enum Support {
    static let documents = ["mls-tls", "mls-tls-2026-02", "mls-tls-repaired", "two-party-profile", "two-party-profile-repaired"]

    static func model(_ name: String) throws -> ProtocolModel {
        if name == "handshake" { return try ExampleModels.parse(ExampleModels.handshake) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try ModelDocument.read(file: package.appendingPathComponent("Models/\(name).md").path).model
    }

    static func scenario(_ settings: [String], _ model: ProtocolModel) throws -> Scenario {
        var scenario = Scenario()
        for setting in settings { try scenario.set(setting, in: model) }
        return scenario
    }

    /// Everything that can go wrong, often, in whatever profile.
    static func rough(_ model: ProtocolModel, _ profile: NetworkProfile) throws -> Scenario {
        var settings = [
            "duration=400s", "latency=lognormal(80ms, 0.7)", "jitter=exponential(50ms)", "loss=5%", "burst=2%", "outages=60/h", "outage=exponential(4s)",
            "patience=500ms", "notice=exponential(3s)",
            "partition=100s..120s: \(model.instances[0].name) | \(model.instances[1].name)",
        ]
        if profile.duplication { settings.append("duplication=20%") }
        for event in model.events where event.fairness == .optional { settings.append("rate \(event.name)=2/s") }
        return try scenario(settings, model)
    }

    static func simulation(
        _ model: ProtocolModel, _ profile: String, _ settings: [String], seed: UInt64 = 1, readings: Simulation.Readings = .fixed(ReadingAssignment()),
        memory: Int = 1 << 20
    ) throws -> Simulation {
        guard let network = model.profiles.first(where: { $0.name == profile }) else { throw ScenarioError(profile, "no such profile") }
        return try Simulation(
            model: model, profile: network, scenario: try scenario(settings, model), readings: readings, seed: seed, memory: memory)
    }
}
