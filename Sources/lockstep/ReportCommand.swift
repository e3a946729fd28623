import ArgumentParser
import Explorer
import Foundation
import Reporting

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write Markdown pages on the documents, with diagrams, and the findings on the first of them.",
        discussion: """
            For each document a page that GitHub renders: verdicts, counterexamples as sequence diagrams, as text with the rows that they use and acted out with real keys, \
            the grid, the states, coverage, what was explored. README.md beside them has the findings in order of gravity, as they can be \
            filed with the authors of a draft; where another document says in its front matter that it `repairs` this one, with the repair.

            The pages depend on the documents alone, not on the machine or the time: keep them in the repository, and have CI run --check.

            Exit status: 0 written, or with --check as they should be; 1 with --check, a page is not what would be written, is missing or \
            should not be there; 2 unusable input; 3 a verdict is missing, so nothing is written.

            Examples:
              lockstep report Models --output Reports
              lockstep report Models --output Reports --check
            """)

    @Argument(help: "Model documents, or directories of them.")
    var models: [String]

    @Option(name: [.short, .long], help: "The directory of the pages.")
    var output = "Reports"

    @Flag(help: "Write nothing; see whether what is there is what would be written.")
    var check = false

    @Option(help: "The most states to store in one exploration.")
    var maxStates = 20_000_000

    func validate() throws {
        if maxStates < 1 { throw ValidationError("--max-states must be at least 1.") }
    }

    func run() throws {
        let documents = try Documents.read(try Documents.files(models))
        Interruption.shared.listen()
        var reports: [DocumentReport] = []
        for (file, document) in documents {
            let report = try DocumentCheck(
                file: file, document: document, model: document.model, limits: ExplorationLimits(states: maxStates)
            ).run()
            if Interruption.shared.isRequested || report.isUndecided {
                Console.error("\(file): not every verdict was reached within the limits; no pages are written")
                throw ExitStatus.noVerdict
            }
            reports.append(report)
        }
        let base = RelativePath(directory: output)
        let files = ReportBook(reports, link: base.path(to:)).files()
        if check { try compare(files) } else { try write(files) }
    }

    private func write(_ files: [String: String]) throws {
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            Console.error("lockstep: \(output): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try OutputOptions.write(Data(text.utf8), to: URL(fileURLWithPath: output).appendingPathComponent(name).path)
        }
        for stranger in strangers(files) { Console.error("\(output)/\(stranger): no document has this page any more; remove it") }
        Console.error("\(files.count) pages written into \(output)")
    }

    private func compare(_ files: [String: String]) throws {
        var stale: [String] = []
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let path = URL(fileURLWithPath: output).appendingPathComponent(name).path
            guard let data = FileManager.default.contents(atPath: path) else {
                stale.append("\(output)/\(name): is missing")
                continue
            }
            if data != Data(text.utf8) { stale.append("\(output)/\(name): is not what would be written now\(difference(data, text))") }
        }
        stale += strangers(files).map { "\(output)/\($0): no document has this page" }
        if stale.isEmpty { return print("\(files.count) pages in \(output) are as they would be written now") }
        for line in stale { print(line) }
        print("write them anew: lockstep report \(models.joined(separator: " ")) --output \(output)")
        throw ExitStatus.verdictDiffers
    }

    private func difference(_ data: Data, _ text: String) -> String {
        let old = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
        return ", from line \(line + 1) on"
    }

    /// Pages in the directory that belong to no document.
    private func strangers(_ files: [String: String]) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
        return names.filter { $0.hasSuffix(".md") && files[$0] == nil }.sorted()
    }
}

/// Paths as links from within a directory.
struct RelativePath {
    let directory: String

    func path(to file: String) -> String {
        let from = parts(directory)
        let to = parts(file)
        let common = zip(from, to).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: from.count - common) + to[common...]).joined(separator: "/")
    }

    private func parts(_ path: String) -> [String] { URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
}
