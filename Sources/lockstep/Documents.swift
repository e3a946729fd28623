import ArgumentParser
import Foundation
import ModelDocument

/// Finds and reads the documents that a command line names.
enum Documents {
    /// The files that the arguments stand for: files as they are, and of directories every `.md` file in them but `README.md`.
    static func files(_ arguments: [String]) throws -> [String] {
        var result: [String] = []
        for argument in arguments {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory) else {
                Console.error("lockstep: \(argument): no such file or directory")
                throw ExitStatus.unusableInput
            }
            if !isDirectory.boolValue {
                result.append(argument)
                continue
            }
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: argument)
            } catch {
                Console.error("lockstep: \(argument): the directory cannot be read")
                throw ExitStatus.unusableInput
            }
            let documents = names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
            if documents.isEmpty {
                Console.error("lockstep: \(argument): no model documents (.md files) in this directory")
                throw ExitStatus.unusableInput
            }
            result += documents.map { argument.hasSuffix("/") ? argument + $0 : argument + "/" + $0 }
        }
        return result
    }

    /// Reads all files, so that all errors of all of them are told; throws if there is one.
    static func read(_ files: [String]) throws -> [(file: String, document: ModelDocument)] {
        let renderer = DiagnosticRenderer(colours: Console.usesColour)
        var result: [(String, ModelDocument)] = []
        var failed = false
        for file in files {
            do {
                result.append((file, try ModelDocument.read(file: file)))
            } catch {
                failed = true
                for diagnostic in error.diagnostics { Console.error(renderer.render(diagnostic, in: error.source)) }
            }
        }
        if failed { throw ExitStatus.unusableInput }
        return result
    }
}
