import ProtocolModel
import Testing

@testable import Simulator

/// The example protocol is a renewal process: the sender makes an update, the receiver takes it after a latency, and the sender hears of that after another.
@Suite("Statistics agree with closed forms")
struct ClosedFormTests {
    private func run(_ settings: [String], profile: String = "connection", runs: Int = 40) throws -> Simulation.Result {
        let model = try Support.model("handshake")
        return try Support.simulation(model, profile, settings, seed: 11).run(count: runs, threads: 2)
    }

    private func near(_ value: Double?, _ expected: Double, _ tolerance: Double, _ what: Comment) {
        guard let value else {
            Issue.record("nothing measured: \(what)")
            return
        }
        #expect(abs(value - expected) <= tolerance * expected, "\(what): \(value), not \(expected)")
    }

    @Test("Constant latency: an update is confirmed after two of them, and the parties are out of step during the second")
    func constant() throws {
        let result = try run(["duration=5000s", "latency=500ms", "rate update=0.5/s", "rate send data=never"])
        let commits = result.measures.commits.filter { $0.made > 0 }
        #expect(commits.count == 1)
        #expect(commits[0].time.least == 1_000_000_000 && commits[0].time.most == 1_000_000_000)
        #expect(result.measures.outOfStep.percentile(0.5).map { abs($0 - 0.5) < 0.01 } == true)
        // A cycle: 1 / 0.5 s until the next update, 2 latencies for it.
        near(Estimate.mean(result.runs.compactMap(\.outOfStepShare))?.value, 0.5 / (1 / 0.5 + 2 * 0.5), 0.01, "share out of step")
        near(Estimate.mean(result.runs.map(\.confirmedPerSecond))?.value, 1 / (1 / 0.5 + 2 * 0.5), 0.01, "updates a second")
    }

    @Test("Confidence intervals of 95 % contain what is true in about 95 % of simulations")
    func coverage() throws {
        let model = try Support.model("handshake")
        let truth = 0.5 / (1 / 0.5 + 2 * 0.5)
        var covered = 0
        for seed in UInt64(0)..<200 {
            let result = try Support.simulation(
                model, "connection", ["duration=500s", "latency=500ms", "rate update=0.5/s", "rate send data=never"], seed: seed).run(count: 12)
            if let estimate = Estimate.mean(result.runs.compactMap(\.outOfStepShare)), estimate.low <= truth, truth <= estimate.high { covered += 1 }
        }
        // 190 are expected, with a standard deviation of 3.1; a run begins in step, which moves the mean by a little.
        #expect((176...200).contains(covered), "\(covered) of 200")
    }

    @Test("Random latency and losses on a reliable transport: retransmissions add p w / (1 - 2 p) to each way")
    func retransmission() throws {
        let result = try run(["duration=5000s", "latency=exponential(100ms)", "loss=10%", "retransmission=200ms", "rate update=1/s", "rate send data=never"])
        let commits = result.measures.commits.filter { $0.made > 0 }
        let way = 0.1 + 0.1 * 0.2 / (1 - 2 * 0.1)
        near(commits[0].time.mean, 2 * way, 0.01, "mean time to confirm")
        near(Estimate.mean(result.runs.map(\.confirmedPerSecond))?.value, 1 / (1 + 2 * way), 0.01, "updates a second")
        let sent = result.measures.messages.reduce(0.0) { $0 + Double($1.sent) }
        let again = result.measures.messages.reduce(0.0) { $0 + Double($1.retransmitted) }
        near(again / sent, 0.1 / 0.9, 0.02, "retransmissions a message")
    }

    @Test("Losses in bursts: the share of the bad state is begins / (begins + ends)")
    func bursts() throws {
        let settings = ["duration=40000s", "latency=1ms", "burst=5%", "burst-length=5", "loss=1%", "rate update=never", "every send data=1s"]
        let data = try run(settings, profile: "datagram", runs: 4).measures.messages[2]
        let bad = 0.05 / (0.05 + 0.2)
        // The standard error is 0.2 % of the messages: consecutive losses depend on each other.
        near(Double(data.lost) / Double(data.sent), bad + (1 - bad) * 0.01, 0.03, "share of messages lost")
        // The last message of each of the four runs may be under way.
        #expect((0...4).contains(data.sent - data.lost - data.arrived))
    }

    @Test("Interruptions come as often as outages do")
    func outages() throws {
        let result = try run(["duration=100h", "outages=6/h", "outage=100s", "rate update=never", "rate send data=never"], runs: 10)
        // A cycle: 600 s until the next outage, and 100 s of outage.
        near(Double(result.measures.interruptions) / (1000 * 3600), 1.0 / 700, 0.05, "interruptions a second")
        #expect(result.measures.interruptions == result.measures.outages)
    }

    @Test("Wilson's interval and Student's quantiles have their tabulated values")
    func estimates() throws {
        let share = try #require(Estimate.proportion(10, of: 100))
        #expect(abs(share.low - 0.0552) < 1e-4 && abs(share.high - 0.1744) < 1e-4)
        #expect(Estimate.proportion(0, of: 20)?.low == 0)
        #expect(abs((Estimate.proportion(0, of: 20)?.high ?? 0) - 0.1611) < 1e-4)
        for (degrees, quantile) in [(1, 12.706), (5, 2.571), (11, 2.201), (20, 2.086), (30, 2.042), (120, 1.980)] {
            #expect(abs(Estimate.quantile(degrees) - quantile) < 1.5e-3, "\(degrees)")
        }
        #expect(Estimate.mean([1, 2, 3])?.value == 2)
    }
}
