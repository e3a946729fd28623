import ProtocolModel
import Testing

@testable import Simulator

@Suite("Scenarios, sweeps and histograms")
struct ScenarioTests {
    @Test(
        "Settings that cannot be used are refused",
        arguments: [
            "loss", "loss=", "loss=110%", "loss=-1%", "loss=nan", "loss=1e400", "latency=5", "latency=uniform(3s, 1s)", "latency=gamma(1s)",
            "latency=exponential()", "latency=normal(1s)", "duration=0", "duration=inf", "outages=3", "outages=3/week", "rate nothing=1/s",
            "rate update=5", "rate Nobody.update=1/s", "partition=1s..2s", "partition=2s..1s: Sender | Receiver", "partition=1s..2s: Sender | Sender",
            "partition=1s..2s: Sender", "burst-length=0.5", "every update=0", "retransmission=0", "=", "", "colour=red", "latency=lognormal(1s, 1e9)",
        ])
    func refused(_ text: String) throws {
        let model = try Support.model("handshake")
        var scenario = Scenario()
        #expect(throws: ScenarioError.self) { try scenario.set(text, in: model) }
    }

    @Test("Settings are taken with their units")
    func taken() throws {
        let model = try Support.model("handshake")
        let scenario = try Support.scenario(
            ["loss=2%", "latency = uniform(10ms, 1s)", "outages=30/h", "rate Sender.update=6/min", "rate update=never", "burst-length=4", "partition=10s..20s: Sender | Receiver"],
            model)
        #expect(scenario.loss.good == 0.02)
        #expect(scenario.latency == .uniform(0.01, 1))
        #expect(abs(scenario.outageRate - 30.0 / 3600) < 1e-15)
        #expect(scenario.workloads == [.init(event: 0, role: 0, interval: .exponential(offset: 0, mean: 10)), .init(event: 0, role: nil, interval: nil)])
        #expect(scenario.loss.ends == 0.25)
        #expect(scenario.partitions == [.init(from: 10, until: 20, sides: [[0], [1]])])
        #expect(scenario.interval(event: 0, role: 0, in: model) == nil)
    }

    @Test("What a profile does not have is refused")
    func profile() throws {
        let model = try Support.model("handshake")
        #expect(throws: SimulationError.self) { try Support.simulation(model, "connection", ["duplication=1%"]) }
        _ = try Support.simulation(model, "datagram", ["duplication=1%"])
    }

    @Test("Sweeps")
    func sweeps() throws {
        #expect(try Sweep("loss=0..10%", points: 5).values.map(\.text) == ["0%", "2.5%", "5%", "7.5%", "10%"])
        #expect(try Sweep("outages=6/h..12/h", points: 2).values.map(\.text) == ["6/h", "12/h"])
        for text in ["loss", "loss=1%", "loss=5%..1%", "latency=1ms..1s", "loss=a..b", "loss=-1..1"] {
            #expect(throws: ScenarioError.self) { try Sweep(text, points: 3) }
        }
        #expect(throws: ScenarioError.self) { try Sweep("loss=0..1%", points: 1) }
    }

    @Test("Percentiles of histograms are right to 1/64, and sums do not depend on the order")
    func histogram() throws {
        var random = SeededGenerator(seed: 3)
        var values: [Int64] = []
        var whole = Histogram()
        var halves = [Histogram(), Histogram()]
        for index in 0..<20_000 {
            let value = Int64(random.next() >> (1 + random.next() % 62))
            values.append(value)
            whole.add(value)
            halves[index % 2].add(value)
        }
        values.sort()
        for share in [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 1] {
            let exact = Double(values[max(0, Int((share * 20_000).rounded(.up)) - 1)]) / 1e9
            let found = try #require(whole.percentile(share))
            #expect(abs(found - exact) <= exact / 64, "\(share): \(found), not \(exact)")
        }
        var sum = halves[1]
        sum.add(halves[0])
        #expect(sum == whole)
        let mean = values.reduce(0.0) { $0 + Double($1) } / 20_000 / 1e9
        #expect(abs((whole.mean ?? 0) - mean) < 1e-9 * mean)
    }

    @Test("The queue gives what is earliest, and of one moment what was put in first")
    func queue() {
        var random = SeededGenerator(seed: 4)
        var queue = EventQueue()
        var expected: [(time: Int64, number: UInt32)] = []
        var now: Int64 = 0
        for number in UInt32(0)..<20_000 {
            if random.index(3) > 0 || expected.isEmpty {
                let time = now + Int64(random.index(8))
                queue.push(time, .turn, 0, number)
                expected.append((time, number))
            } else {
                let first = expected.indices.min { (expected[$0].time, expected[$0].number) < (expected[$1].time, expected[$1].number) }!
                let event = queue.pop()
                #expect(event.time == expected[first].time && event.detail == expected[first].number)
                now = event.time
                expected.remove(at: first)
            }
        }
        #expect(queue.count == expected.count)
    }
}
