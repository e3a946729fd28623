import Foundation

/// Reads logs: JSON lines, one object a line. Empty lines are skipped.
public enum LogReader {
    public struct Line: Hashable, Sendable {
        /// From 1, empty lines counted.
        public var number: Int
        public var event: LogEvent

        public init(number: Int, event: LogEvent) {
            self.number = number
            self.event = event
        }
    }

    public static func read(_ data: Data) throws(LogError) -> [Line] {
        var result: [Line] = []
        let decoder = JSONDecoder()
        for (index, bytes) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let isBlank = bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
            if isBlank { continue }
            result.append(Line(number: index + 1, event: try event(Data(bytes), line: index + 1, decoder)))
        }
        return result
    }

    private static func event(_ bytes: Data, line: Int, _ decoder: JSONDecoder) throws(LogError) -> LogEvent {
        do {
            return try decoder.decode(LogEvent.self, from: bytes)
        } catch {
            guard let error = error as? DecodingError else { throw LogError(line: line, field: nil, .notAnObject) }
            throw self.error(error, line: line)
        }
    }

    private static func error(_ error: DecodingError, line: Int) -> LogError {
        switch error {
        case .keyNotFound(let key, let context):
            return LogError(line: line, field: path(context.codingPath + [key]), .field("it is missing"))
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            guard let path = path(context.codingPath) else { return LogError(line: line, field: nil, .notAnObject) }
            return LogError(line: line, field: path, .field(context.debugDescription))
        @unknown default: return LogError(line: line, field: nil, .notAnObject)
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String? {
        if keys.isEmpty { return nil }
        return keys.reduce("") { path, key in
            if let index = key.intValue { return "\(path)[\(index)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
    }
}

/// Writes logs.
public enum LogWriter {
    /// The events as JSON lines.
    public static func text(_ events: [LogEvent]) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var result = Data()
        for event in events {
            // A log event has nothing that JSON could not hold.
            guard let line = try? encoder.encode(event) else { continue }
            result += line + [UInt8(ascii: "\n")]
        }
        return result
    }
}
