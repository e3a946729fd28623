import ExampleModels
import Foundation
import ProtocolModel
import Testing

@testable import Rehearsal

/// What is written is what the schema in the repository says.
struct SchemaTests {
    static func schema() throws -> JSONSchema {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try JSONSchema(file: package.appendingPathComponent("Sources/Rehearsal/recording.schema.json"))
    }

    @Test(arguments: DocumentProfile.all)
    func recordingsFitTheSchema(_ one: DocumentProfile) throws {
        let schema = try Self.schema()
        let trace = try RecordingTests.trace(one, steps: 40, seed: 11)
        for secrets in [false, true] {
            let recording = try Recorder(withSecrets: secrets).record(trace, in: one.model)
            let object = try JSONSerialization.jsonObject(with: RecordingTests.json(recording))
            #expect(schema.faults(object) == [])
        }
    }

    @Test func theSchemaCanRefuse() throws {
        let schema = try Self.schema()
        let one = try #require(DocumentProfile.all.first)
        let recording = try Recorder().record(try RecordingTests.trace(one, steps: 5, seed: 1), in: one.model)
        var object = try #require(try JSONSerialization.jsonObject(with: RecordingTests.json(recording)) as? [String: Any])
        object["titel"] = object.removeValue(forKey: "title")
        #expect(schema.faults(object).count == 2)
    }
}
