import Foundation

/// As much of JSON Schema (2020-12) as the schemas of this repository use. What an object has beyond its `properties` is a fault, be
/// `additionalProperties` there or not.
public struct JSONSchema {
    private let root: [String: Any]

    public init(file: URL) throws {
        guard let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] else { throw NoObject() }
        root = object
    }

    public struct NoObject: Error {}

    /// What is wrong with a value; empty where nothing is.
    public func faults(_ value: Any) -> [String] { faults(value, root, "$") }

    private func faults(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
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
        case "number": return value is Double || value is Int ? [] : ["\(path): no number"]
        case "boolean": return value is Bool ? [] : ["\(path): no boolean"]
        default: return ["\(path): the schema has no type"]
        }
    }
}
