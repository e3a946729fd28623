import Foundation
import MLS
import MLSVectors

/// Writes and verifies test vector files in the format of the MLS working group.
@main
enum Main {
    static let usage = """
        usage: mls-vectors generate FOLDER [SEED]   write a file of every kind, for every supported suite
               mls-vectors verify FOLDER            verify every file of a known kind
        """

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { return fail(usage, status: 2) }
        let folder = URL(fileURLWithPath: arguments[1])
        switch arguments[0] {
        case "generate":
            try generate(in: folder, seed: arguments.count > 2 ? UInt64(arguments[2]) ?? 0 : 0)
        case "verify":
            if try !verify(folder) { fail("some vectors do not verify", status: 1) }
        default:
            fail(usage, status: 2)
        }
    }

    private static func fail(_ message: String, status: Int32) {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(status)
    }

    private static func generate(in folder: URL, seed: UInt64) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for kind in VectorKinds.generated {
            let data = try vectors(of: kind, SeededRandom(seed: seed))
            try data.write(to: folder.appendingPathComponent(kind.kind + ".json"))
            print("\(kind.kind).json: \(data.count) bytes")
        }
    }

    private static func vectors<Vector: GeneratedTestVector>(of _: Vector.Type, _ random: SeededRandom) throws -> Data {
        var random = random
        var vectors: [Vector] = []
        for cipherSuite in CipherSuite.supported {
            vectors += try Vector.generate(try Suite(cipherSuite), using: &random)
            // Kinds without a suite are the same for all.
            if vectors.first?.requiredSuite == nil { break }
        }
        return try VectorFile.encode(vectors)
    }

    private static func verify(_ folder: URL) throws -> Bool {
        var succeeded = true
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where file.hasSuffix(".json") {
            guard let kind = VectorKinds.kind(ofFile: file) else {
                print("\(file): of no known kind")
                succeeded = false
                continue
            }
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            let report = try VectorFile.verify(kind, in: data, named: file)
            print(report.summary)
            for failure in report.failures { print("  [\(failure.index)] \(failure.error)") }
            succeeded = succeeded && report.failures.isEmpty
        }
        return succeeded
    }
}
