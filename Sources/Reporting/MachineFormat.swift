import Foundation

/// The formats in which a check can be written for machines.
public enum MachineFormat: String, CaseIterable, Sendable {
    /// By check.schema.json.
    case json
    /// SARIF 2.1.0.
    case sarif
    /// The XML of JUnit, as Jenkins and others read it.
    case junit

    /// The whole of a check.
    public func data(_ result: CheckResult) throws -> Data {
        switch self {
        case .json: try Self.encode(result)
        case .sarif: try SARIFWriter(result).data()
        case .junit: Data(JUnitWriter(result).text().utf8)
        }
    }

    /// JSON as it is written everywhere: the keys in order, one value a line, a line feed at the end.
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }
}
