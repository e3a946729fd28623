import Foundation
import MLS
import MLSVectors
import Testing

/// Where the working group's vectors are: the environment variable `MLS_TEST_VECTORS`, or the folder
/// `shared/mls-test-vectors` beside the package.
enum VectorFolder {
    static let url: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [
            ProcessInfo.processInfo.environment["MLS_TEST_VECTORS"].map { URL(fileURLWithPath: $0) },
            package.deletingLastPathComponent().appendingPathComponent("shared/mls-test-vectors"),
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// The names of the files, by which every one is either run or reported as unknown.
    static let files: [String] = {
        guard let url, let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return [] }
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()
}

@Suite("The working group's test vectors")
struct VectorTests {
    @Test(
        "every case of every file verifies",
        .enabled(if: VectorFolder.url != nil, "no folder of vectors: set MLS_TEST_VECTORS"),
        arguments: VectorFolder.files)
    func file(_ name: String) throws {
        let folder = try #require(VectorFolder.url)
        let kind = try #require(VectorKinds.kind(ofFile: name), "a file of no known kind")
        let data = try Data(contentsOf: folder.appendingPathComponent(name))
        let report = try VectorFile.verify(kind, in: data, named: name)
        print(report.summary)
        for failure in report.failures.prefix(5) {
            Issue.record("\(name)[\(failure.index)]: \(failure.error)")
        }
        #expect(report.failures.isEmpty)
        #expect(report.verified > 0)
    }
}
