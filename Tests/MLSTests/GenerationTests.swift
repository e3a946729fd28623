import Foundation
import MLS
import MLSVectors
import Testing

@Suite("Generated vectors")
struct GenerationTests {
    static let kinds = VectorKinds.generated

    @Test("every kind is generated, written, read and verified", arguments: kinds.map { $0.kind }, CipherSuite.supported)
    func generate(_ kind: String, _ suite: CipherSuite) throws {
        let type = try #require(Self.kinds.first { $0.kind == kind })
        try check(type, suite)
    }

    private func check<Vector: GeneratedTestVector>(_: Vector.Type, _ suite: CipherSuite) throws {
        var random = SeededRandom(seed: 42)
        let vectors = try Vector.generate(try MLS.Suite(suite), using: &random)
        #expect(!vectors.isEmpty)
        let data = try VectorFile.encode(vectors)
        let report = try VectorFile.verify(Vector.self, in: data, named: Vector.kind)
        #expect(report.failures.isEmpty, "\(report.failures)")
        #expect(report.verified == vectors.count)
    }

    @Test("a generated vector has the fields of the working group's", .enabled(if: VectorFolder.url != nil, "no folder of vectors"))
    func fields() throws {
        let folder = try #require(VectorFolder.url)
        var random = SeededRandom(seed: 42)
        let suite = try MLS.Suite(CipherSuite(rawValue: 1))
        for kind in Self.kinds {
            let name = kind.kind == "passive-client" ? "passive-client-handling-commit" : kind.kind
            let file = folder.appendingPathComponent(name + ".json")
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            let theirs = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
            let ours = try JSONSerialization.jsonObject(with: try generate(kind, suite, &random))
            #expect(keys(theirs) == keys(ours), "\(name)")
        }
    }

    private func generate<Vector: GeneratedTestVector>(
        _: Vector.Type, _ suite: MLS.Suite, _ random: inout SeededRandom
    ) throws -> Data {
        try VectorFile.encode(try Vector.generate(suite, using: &random))
    }

    /// The names in the first case of a file.
    private func keys(_ file: Any) -> Set<String> {
        Set(((file as? [Any])?.first as? [String: Any])?.keys.map { $0 } ?? [])
    }
}
