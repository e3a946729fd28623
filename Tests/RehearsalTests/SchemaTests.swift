import Foundation
import ProtocolModel
import Testing

@testable import Rehearsal

/// What is written is what the schema in the repository says.
struct SchemaTests {
    /// As much of JSON Schema as recording.schema.json uses.
    struct Schema {
        let root: [String: Any]

        init() throws {
            let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let data = try Data(contentsOf: package.appendingPathComponent("Sources/Rehearsal/recording.schema.json"))
            root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }

        /// What is wrong with a value; empty where nothing is.
        func faults(_ value: Any, _ schema: [String: Any], _ path: String = "$") -> [String] {
            if let reference = schema["$ref"] as? String {
                let name = String(reference.split(separator: "/").last ?? "")
                guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else { return ["\(path): no \(reference)"] }
                return faults(value, target, path)
            }
            if let choices = schema["oneOf"] as? [[String: Any]] {
                let fitting = choices.count { faults(value, $0, path).isEmpty }
                return fitting == 1 ? [] : ["\(path): fits \(fitting) of the choices"]
            }
            if let values = schema["enum"] as? [Any] {
                return values.contains { "\($0)" == "\(value)" } ? [] : ["\(path): \(value) is not one of \(values)"]
            }
            if let constant = schema["const"] { return "\(constant)" == "\(value)" ? [] : ["\(path): not \(constant)"] }
            switch schema["type"] as? String {
            case "object":
                guard let object = value as? [String: Any] else { return ["\(path): no object"] }
                let properties = schema["properties"] as? [String: Any] ?? [:]
                var result = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(path): \($0) is missing" }
                for (key, inner) in object {
                    if let property = properties[key] as? [String: Any] {
                        result += faults(inner, property, "\(path).\(key)")
                    } else if let additional = schema["additionalProperties"] as? [String: Any] {
                        result += faults(inner, additional, "\(path).\(key)")
                    } else {
                        result.append("\(path): \(key) is not in the schema")
                    }
                }
                return result
            case "array":
                guard let list = value as? [Any], let items = schema["items"] as? [String: Any] else { return ["\(path): no array"] }
                return list.enumerated().flatMap { faults($1, items, "\(path)[\($0)]") }
            case "string":
                guard let text = value as? String else { return ["\(path): no string"] }
                guard let pattern = schema["pattern"] as? String else { return [] }
                return text.range(of: pattern, options: .regularExpression) != nil ? [] : ["\(path): \(text) does not match"]
            case "integer": return value is Int ? [] : ["\(path): no integer"]
            case "boolean": return value is Bool ? [] : ["\(path): no boolean"]
            default: return ["\(path): the schema has no type"]
            }
        }
    }

    @Test(arguments: DocumentProfile.all)
    func recordingsFitTheSchema(_ one: DocumentProfile) throws {
        let schema = try Schema()
        let trace = try RecordingTests.trace(one, steps: 40, seed: 11)
        for secrets in [false, true] {
            let recording = try Recorder(withSecrets: secrets).record(trace, in: one.model)
            let object = try JSONSerialization.jsonObject(with: RecordingTests.json(recording))
            #expect(schema.faults(object, schema.root) == [])
        }
    }

    @Test func theSchemaCanRefuse() throws {
        let schema = try Schema()
        let one = try #require(DocumentProfile.all.first)
        let recording = try Recorder().record(try RecordingTests.trace(one, steps: 5, seed: 1), in: one.model)
        var object = try #require(try JSONSerialization.jsonObject(with: RecordingTests.json(recording)) as? [String: Any])
        object["titel"] = object.removeValue(forKey: "title")
        #expect(schema.faults(object, schema.root).count == 2)
    }
}
