import Comparison
import Foundation
import ProtocolModel
import Reporting

/// Recorded counterexamples as files: a directory for each document, a file for each case.
enum RegressionFiles {
    /// - Parameter directory: a subdirectory by the name of the document is made in it.
    static func save(_ traces: [Trace], of model: ProtocolModel, document file: String, in directory: String) throws {
        let url = URL(fileURLWithPath: file)
        let folder = URL(fileURLWithPath: directory).appendingPathComponent(url.deletingPathExtension().lastPathComponent)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            if !traces.isEmpty { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
            for trace in traces {
                let recorded = Result { () throws(TraceError) in
                    try RegressionCase(trace, of: model, document: url.lastPathComponent) { transition, before, replay in
                        ObservedText.line(of: transition, from: before, in: replay)
                    }
                }
                guard case .success(let recorded) = recorded else { continue }
                var data = try encoder.encode(recorded)
                data.append(UInt8(ascii: "\n"))
                try data.write(to: folder.appendingPathComponent(recorded.name + ".json"))
            }
        } catch {
            Console.error("lockstep: \(directory): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
        Console.error("\(traces.count == 1 ? "1 counterexample" : "\(traces.count) counterexamples") saved in \(folder.relativePath)")
    }

    /// A case with the file that it is in.
    struct Case {
        var file: String
        var recorded: RegressionCase
    }

    /// All cases below a directory, or in a file, by name. Files that are no cases are errors.
    static func read(_ path: String) throws -> [Case] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            Console.error("lockstep: \(path): no such file or directory")
            throw ExitStatus.unusableInput
        }
        var files = [path]
        if isDirectory.boolValue {
            guard let names = FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) else {
                Console.error("lockstep: \(path): the directory cannot be read")
                throw ExitStatus.unusableInput
            }
            files = names.filter { $0.hasSuffix(".json") }.sorted().map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
        }
        if files.isEmpty {
            Console.error("lockstep: \(path): no recorded counterexamples (.json files) in this directory")
            throw ExitStatus.unusableInput
        }
        var failed = false
        let cases = files.compactMap { file -> Case? in
            switch readOne(file) {
            case .success(let recorded): return Case(file: file, recorded: recorded)
            case .failure(let problem):
                Console.error("\(file): error: \(problem.text)")
                failed = true
                return nil
            }
        }
        if failed { throw ExitStatus.unusableInput }
        return cases
    }

    private struct Problem: Error { var text: String }

    private static let mostBytes = 64 << 20

    private static func readOne(_ file: String) -> Result<RegressionCase, Problem> {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let size = attributes?[.size] as? Int, size <= mostBytes, let data = FileManager.default.contents(atPath: file) else {
            return .failure(Problem(text: "cannot be read, or is larger than 64 MiB"))
        }
        do {
            let recorded = try JSONDecoder().decode(RegressionCase.self, from: data)
            guard recorded.trace.format == Trace.currentFormat else {
                return .failure(Problem(text: "format \(recorded.trace.format); this version reads \(Trace.currentFormat)"))
            }
            return .success(recorded)
        } catch let error as DecodingError {
            return .failure(Problem(text: "not a recorded counterexample: \(error.place)"))
        } catch {
            return .failure(Problem(text: "not a recorded counterexample"))
        }
    }
}
