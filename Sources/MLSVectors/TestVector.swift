import Foundation
import MLS

/// One case of a test vector file of the MLS working group.
public protocol TestVector: Codable, Sendable {
    /// The name of the kind, which is how its files are named without `.json`.
    static var kind: String { get }

    /// The suite that the case needs, or nil if it needs none.
    var requiredSuite: CipherSuite? { get }

    /// The name of what the case needs and the library has not, or nil if nothing is missing.
    var unsupported: String? { get }

    /// Checks the case as the format's description says.
    ///
    /// - Throws: ``VectorMismatch``, or what the library threw where it should not have.
    func verify() throws
}

extension TestVector {
    public var unsupported: String? {
        guard let requiredSuite, !CipherSuite.supported.contains(requiredSuite) else { return nil }
        return requiredSuite.description
    }
}

/// A kind of vector that can be made, too.
public protocol GeneratedTestVector: TestVector {
    /// Some cases for a suite; kinds without a suite ignore it.
    static func generate(_ suite: Suite, using random: inout SeededRandom) throws -> [Self]
}

/// A value in a vector that is not what the library computes.
public struct VectorMismatch: Error, CustomStringConvertible {
    public let field: String
    public var description: String { "mismatch: \(field)" }
}

func expect(_ condition: Bool, _ field: @autoclosure () -> String) throws {
    guard condition else { throw VectorMismatch(field: field()) }
}

func expect<Value: Equatable>(_ actual: Value, is expected: Value, _ field: @autoclosure () -> String) throws {
    try expect(actual == expected, field())
}

/// Bytes that JSON shows in hexadecimal.
public struct Hex: Codable, Hashable, Sendable, ExpressibleByArrayLiteral {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ secret: Secret) {
        bytes = secret.exposed
    }

    public init(encoding value: some WireEncodable) throws {
        bytes = try value.encoded()
    }

    public init(arrayLiteral elements: UInt8...) {
        bytes = elements
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = Array(try container.decode(String.self).utf8)
        guard digits.count.isMultiple(of: 2) else {
            throw Swift.DecodingError.dataCorruptedError(in: container, debugDescription: "odd number of digits")
        }
        bytes = try stride(from: 0, to: digits.count, by: 2).map { index in
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                throw Swift.DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal")
            }
            return high << 4 | low
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        try container.encode(String(decoding: text, as: UTF8.self))
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }

    var secret: Secret { Secret(bytes) }

    func decoded<Value: WireDecodable>(as _: Value.Type = Value.self) throws -> Value {
        try Value(decoding: bytes)
    }
}

/// A field that is written as `null` where it is absent.
public struct Nullable<Value: Codable & Sendable>: Codable, Sendable {
    public var value: Value?

    public init(_ value: Value?) {
        self.value = value
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// What became of the cases of one file.
public struct VectorReport: Sendable {
    public let file: String
    public var verified = 0
    /// How many cases need something that is not implemented, by its name.
    public var unsupported: [String: Int] = [:]
    public var failures: [(index: Int, error: String)] = []

    public var summary: String {
        let skipped = unsupported.sorted { $0.key < $1.key }
            .map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
        return "\(file): \(verified) verified"
            + (skipped.isEmpty ? "" : "; unsupported: \(skipped)")
            + (failures.isEmpty ? "" : "; \(failures.count) FAILED")
    }
}

/// Reads, verifies and writes vector files.
public enum VectorFile {
    public static func decode<Vector: TestVector>(_: Vector.Type, from data: Data) throws -> [Vector] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Vector].self, from: data)
    }

    public static func encode(_ vectors: [some TestVector]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(vectors)
    }

    /// Verifies every case of a kind that `data` holds.
    public static func verify<Vector: TestVector>(
        _: Vector.Type, in data: Data, named file: String
    ) throws -> VectorReport {
        var report = VectorReport(file: file)
        for (index, vector) in try decode(Vector.self, from: data).enumerated() {
            if let missing = vector.unsupported {
                report.unsupported[missing, default: 0] += 1
                continue
            }
            do {
                try vector.verify()
                report.verified += 1
            } catch {
                report.failures.append((index, "\(error)"))
            }
        }
        return report
    }
}
