import ArgumentParser
import Foundation
import Reporting

/// What a check is written as.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif, junit, itf, html

    /// `nil` for text and for traces, which are no account of a whole check.
    var machine: MachineFormat? { MachineFormat(rawValue: rawValue) }
}

/// Where the results of a check go.
struct OutputOptions: ParsableArguments {
    @Option(
        help: """
            What is printed: text; json (Sources/Reporting/check.schema.json), sarif (SARIF 2.1.0), junit (JUnit XML), or itf (Apalache's \
            Informal Trace Format: the first counterexample, or with --output DIRECTORY/ all), or html (an interactive page, as --html \
            writes it; needs --output).
            """)
    var format = OutputFormat.text

    @Option(name: [.short, .long], help: "Write it into this file, not to standard output.")
    var output: String?

    @Option(help: "Besides, write JSON into this file.")
    var json: String?

    @Option(help: "Besides, write SARIF into this file.")
    var sarif: String?

    @Option(help: "Besides, write JUnit XML into this file.")
    var junit: String?

    @Option(help: "Besides, write every counterexample into this directory, as ITF.")
    var itf: String?

    /// Whether anything but text is asked for.
    var hasMachineFormat: Bool { ![.text, .html].contains(format) || [json, sarif, junit, itf].contains { $0 != nil } }

    /// What the text goes to while the check runs; with another format there is none.
    func makeTextOutput() -> TextOutput { TextOutput(destination: format != .text ? .nowhere : output == nil ? .standardOutput : .memory) }

    /// Writes all that is asked for.
    func write(_ result: CheckResult, text: TextOutput, traces: [ITFFile]) throws {
        switch format {
        case .text: if let output { try Self.write(Data(text.collected.utf8), to: output) }
        // The page collects the runs on the way and is written by itself.
        case .html: break
        case .itf: try writeTraces(traces)
        case .json, .sarif, .junit:
            guard let machine = format.machine else { break }
            let data = try machine.data(result)
            if let output { try Self.write(data, to: output) } else { FileHandle.standardOutput.write(data) }
        }
        for (path, format) in [(json, MachineFormat.json), (sarif, .sarif), (junit, .junit)] {
            if let path { try Self.write(try format.data(result), to: path) }
        }
        if let itf { try Self.write(traces, into: itf) }
    }

    private func writeTraces(_ traces: [ITFFile]) throws {
        var isDirectory: ObjCBool = false
        if let output, output.hasSuffix("/") || (FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory) && isDirectory.boolValue) {
            return try Self.write(traces, into: output)
        }
        guard let first = traces.first else { return Console.error("no counterexample to write") }
        let data = try first.trace.data()
        if let output { try Self.write(data, to: output) } else { FileHandle.standardOutput.write(data) }
        if traces.count > 1 { Console.error("\(traces.count - 1) more counterexamples: --output DIRECTORY/ writes all") }
    }

    /// A counterexample and the name of its file.
    struct ITFFile {
        var name: String
        var trace: ITFTrace
    }

    private static func write(_ traces: [ITFFile], into directory: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            Console.error("lockstep: \(directory): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        for one in traces {
            try write(try one.trace.data(), to: URL(fileURLWithPath: directory).appendingPathComponent(one.name).path)
        }
        Console.error("\(traces.count) traces written into \(directory)")
    }

    static func write(_ data: Data, to path: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path))
        } catch {
            Console.error("lockstep: \(path): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
    }
}

/// Text as it comes: printed at once, kept for a file, or left out.
final class TextOutput {
    enum Destination {
        case standardOutput, memory, nowhere
    }

    private let destination: Destination
    private(set) var collected = ""

    init(destination: Destination) { self.destination = destination }

    func print(_ text: String) {
        switch destination {
        case .standardOutput: Swift.print(text)
        case .memory: collected += text + "\n"
        case .nowhere: break
        }
    }
}
