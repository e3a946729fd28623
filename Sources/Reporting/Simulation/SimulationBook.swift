import Foundation

/// All that a simulation writes for machines: a report for each document and each value of the parameter that is swept. Its form is simulation.schema.json.
public struct SimulationBook: Codable, Sendable {
    public static let currentFormat = 1
    public var format = SimulationBook.currentFormat
    /// The setting that is swept; `nil` where none is.
    public var parameter: String?
    public var reports: [SimulationReport]

    public init(_ reports: [SimulationReport], parameter: String? = nil) {
        self.reports = reports
        self.parameter = parameter
    }

    /// JSON with its keys in order.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
