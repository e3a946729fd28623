import Explorer
import Foundation
import ProtocolModel

/// Explores instances of the documents with one thread and with all cores, one after the other, and prints what it took.
@main
struct Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--help") {
            print("explorer-benchmark [--instance N]... [--repeat TIMES]: explores instances of Models/ (0 to \(Instance.all.count - 1))")
            return
        }
        func values(_ option: String) -> [Int] {
            arguments.indices.filter { arguments[$0] == option && $0 + 1 < arguments.endIndex }.compactMap { Int(arguments[$0 + 1]) }
        }
        let chosen = values("--instance")
        let times = max(1, values("--repeat").last ?? 3)
        let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Models").path
        let cores = ProcessInfo.processInfo.activeProcessorCount
        print("\(cores) cores, load \(load()); the best of \(times)")
        for (index, instance) in Instance.all.enumerated() where chosen.isEmpty || chosen.contains(index) {
            let model = try instance.model(in: models)
            print("\n\(instance.name)")
            var single: Double?
            // One thread and all cores by turns, so that both meet the same neighbours on a shared machine.
            var best: [Int: (seconds: Double, space: StateSpace)] = [:]
            for _ in 0..<times {
                for threads in Set([1, cores]).sorted() {
                    let start = ContinuousClock.now
                    let space = try Explorer(model: model, limits: ExplorationLimits(states: 2_000_000_000, memory: 64 << 30))
                        .measure(profile: 0, threads: threads)
                    let seconds = start.duration(to: .now) / .seconds(1)
                    if seconds < best[threads]?.seconds ?? .infinity { best[threads] = (seconds, space) }
                }
            }
            for (threads, run) in best.sorted(by: { $0.key < $1.key }) {
                let space = run.space
                if threads == 1 {
                    print("  \(space.states) states, \(space.transitions) transitions, depth \(space.depth), certificate \(String(space.hash, radix: 16))")
                    single = run.seconds
                }
                var line = "  \(threads) thread\(threads == 1 ? " " : "s"): "
                line += String(
                    format: "%7.2f s, %6.2f M states/s, %7.2f M transitions/s, table %.1f B a state, all tables at most %.1f B a state, %d MiB",
                    run.seconds, Double(space.states) / run.seconds / 1e6, Double(space.transitions) / run.seconds / 1e6,
                    Double(space.tableMemory) / Double(space.states), Double(space.peakMemory) / Double(space.states), space.peakMemory >> 20)
                if threads > 1, let single { line += String(format: ", %.2f times one", single / run.seconds) }
                print(line)
            }
        }
        print("\npeak memory of the process \(peakMemory()) MiB")
    }

    /// The average number of running processes in the last minute, as the system tells it.
    static func load() -> String {
        (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first.map(String.init) ?? "unknown"
    }

    /// In MiB.
    static func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) >> 10
    }
}
