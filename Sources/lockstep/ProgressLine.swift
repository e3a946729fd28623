import Explorer
import Foundation

/// A line on the terminal that says how far the work is, shown when it takes longer than a second.
final class ProgressLine {
    private let title: String
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private var isShown = false

    init(title: String) { self.title = title }

    func update(_ progress: ExplorationProgress) {
        guard Console.errorIsTerminal else { return }
        let now = ContinuousClock.now
        guard now - start > .seconds(1), now - last > .milliseconds(200) else { return }
        last = now
        isShown = true
        let seconds = Double((now - start).components.seconds) + Double((now - start).components.attoseconds) / 1e18
        let rate = Int(Double(progress.states) / seconds)
        var line =
            "\(title): \(progress.states) states (\(rate)/s), depth \(progress.depth), frontier \(progress.frontier), \(progress.memory >> 20) MiB"
        if let remaining = progress.remaining, rate > 0 { line += ", about \(remaining) more, \(remaining / rate) s" }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }

    func clear() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
