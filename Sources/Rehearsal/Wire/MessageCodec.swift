import MLS
import ProtocolModel
import RatchetTrees

/// Encodes and decodes messages by the structs of the model document's own `tls` blocks.
///
/// On the wire a message has the Handshake header of TLS (RFC 8446 section 4): one byte that says which message it is, and the length of
/// the body in three. The drafts leave open how a receiver tells one message from another, so messages that TLS
/// knows have TLS's numbers and the others, in the order of the document, 224 and up. Application data goes without a header, in records of its
/// own type, as in TLS.
public struct MessageCodec: Sendable {
    /// A field on the wire: the bytes, and what the model calls it.
    public struct WireValue: Hashable, Sendable {
        public var name: String
        public var type: WireType
        public var bytes: [UInt8]
        /// Where it begins in the body of the message.
        public var offset = 0
    }

    /// A field to which the model gives no meaning, when it is encoded.
    struct OpaqueField {
        var name: String
        /// `nil` where it is not fixed.
        var length: Int?
        /// The body of the message before it.
        var preceding: [UInt8]
        /// How many of the message's values are before it.
        var consumed: Int
        /// The next field that the model gives a meaning to, where it is of the same struct.
        var nextType: WireType?
    }

    private let structures: [String: [WireField]]
    private let enumerations: [String: (cases: [WireCase], width: Int)]
    /// The messages: every struct that no other contains, in the order of the document.
    public let messages: [String]
    private let codes: [String: UInt8]
    /// What a field of type `Commit` holds: an MLSMessage, or a Handshake message of the original draft.
    let cryptography: GroupCryptography

    public init(_ declarations: [WireDeclaration], _ cryptography: GroupCryptography = .rfc9420) {
        self.cryptography = cryptography
        var structures: [String: [WireField]] = [:]
        var enumerations: [String: (cases: [WireCase], width: Int)] = [:]
        var order: [String] = []
        for declaration in declarations {
            switch declaration {
            case .structure(let name, let fields, _):
                structures[name] = fields
                order.append(name)
            case .enumeration(let name, let cases, let width, _): enumerations[name] = (cases, width)
            }
        }
        func names(_ type: WireType) -> [String] {
            switch type {
            case .named(let name): [name]
            case .optional(let inner), .vector(let inner): names(inner)
            default: []
            }
        }
        let contained = Set(structures.values.flatMap { $0.flatMap { names($0.type) } })
        self.structures = structures
        self.enumerations = enumerations
        messages = order.filter { !contained.contains($0) }
        let known: [String: UInt8] = ["ClientHello": 1, "ServerHello": 2, "KeyUpdate": 24]
        let others = Array(UInt8(224)...255) + Array(UInt8(25)...223)
        codes = Dictionary(
            messages.enumerated().map { ($1, known[$1] ?? others[$0 % others.count]) }, uniquingKeysWith: { a, _ in a })
    }

    static let applicationData = "ApplicationData"

    func contentType(of message: String) -> TLSRecord.ContentType {
        message == Self.applicationData ? .applicationData : .handshake
    }

    // MARK: Encoding

    /// A message with its header.
    ///
    /// - Parameters:
    ///   - values: of the fields with a meaning, in wire order.
    ///   - bytes: the MLSMessage that a value stands for.
    ///   - filler: the bytes of an opaque field, of a length that is given or not.
    func encode(
        _ message: String, _ values: [FieldValue], bytes: (FieldValue) throws -> [UInt8], filler: (Int?) -> [UInt8]
    ) throws -> [UInt8] {
        try encode(message, values, bytes: bytes) { filler($0.length) }
    }

    /// The same where what an opaque field holds depends on its name, or on what is before it.
    func encode(
        _ message: String, _ values: [FieldValue], bytes: (FieldValue) throws -> [UInt8], opaque: (OpaqueField) throws -> [UInt8]
    ) throws -> [UInt8] {
        var rest = values[...]
        var writer = Writer()
        try encode(structures[message] ?? [], &rest, &writer, bytes, opaque)
        let body = try writer.finish()
        if contentType(of: message) == .applicationData { return body }
        return [
            codes[message] ?? 0, UInt8(truncatingIfNeeded: body.count >> 16), UInt8(truncatingIfNeeded: body.count >> 8),
            UInt8(truncatingIfNeeded: body.count),
        ] + body
    }

    private func encode(
        _ fields: [WireField], _ values: inout ArraySlice<FieldValue>, _ writer: inout Writer,
        _ bytes: (FieldValue) throws -> [UInt8], _ opaque: (OpaqueField) throws -> [UInt8]
    ) throws {
        for (index, field) in fields.enumerated() {
            let next = fields.dropFirst(index + 1).first { carriesValue($0.type) }?.type
            try encode(field.name, field.type, &values, &writer, bytes) { found in
                var found = found
                found.nextType = found.nextType ?? next
                return try opaque(found)
            }
        }
    }

    private func encode(
        _ name: String, _ type: WireType, _ values: inout ArraySlice<FieldValue>, _ writer: inout Writer,
        _ bytes: (FieldValue) throws -> [UInt8], _ opaque: (OpaqueField) throws -> [UInt8]
    ) throws {
        switch type {
        case .commit, .welcome, .keyPackage:
            guard let value = values.popFirst() else { throw CodecError.valueMissing }
            writer.fixed(try bytes(value))
        case .epochReference(let reference):
            guard let value = values.popFirst() else { throw CodecError.valueMissing }
            if reference == .groupID { writer.opaque(try bytes(value)) } else { writer.fixed(try bytes(value)) }
        case .epochNumber:
            switch values.popFirst() {
            case .epochNumber(let number), .counter(let number): writer.uint64(number)
            default: throw CodecError.valueMissing
            }
        case .unsigned(let count): writer.fixed([UInt8](repeating: 0, count: count))
        case .opaque(let length):
            let content = try opaque(OpaqueField(name: name, length: length, preceding: try writer.finish(), consumed: values.startIndex))
            if length == nil { writer.opaque(content) } else { writer.fixed(content) }
        case .optional(let inner):
            if carriesValue(inner) {
                if values.first == FieldValue.none {
                    values.removeFirst()
                    writer.uint8(0)
                } else {
                    writer.uint8(1)
                    try encode(name, inner, &values, &writer, bytes, opaque)
                }
            } else {
                writer.uint8(0)
            }
        case .vector: writer.opaque([UInt8]())
        case .named(let named):
            if let fields = structures[named] {
                try encode(fields, &values, &writer, bytes, opaque)
            } else if let (cases, width) = enumerations[named] {
                guard case .enumeration(let index)? = values.popFirst(), cases.indices.contains(index) else {
                    throw CodecError.valueMissing
                }
                let code = cases[index].code
                writer.fixed((0..<width).map { UInt8(truncatingIfNeeded: code >> (8 * (width - 1 - $0))) })
            }
        }
    }

    /// Whether the model gives a field of the type a meaning.
    private func carriesValue(_ type: WireType) -> Bool {
        switch type {
        case .commit, .welcome, .keyPackage, .epochNumber, .epochReference: true
        case .unsigned, .opaque, .vector: false
        case .optional(let inner): carriesValue(inner)
        case .named(let name): structures[name]?.contains { carriesValue($0.type) } ?? true
        }
    }

    // MARK: Decoding

    /// The name of the message and its fields.
    func decode(_ content: [UInt8], _ type: TLSRecord.ContentType) throws -> (message: String, fields: [WireValue]) {
        var body = content
        var name = Self.applicationData
        if type == .handshake {
            guard content.count >= 4, let found = codes.first(where: { $0.value == content[0] }) else {
                throw CodecError.unknownMessage
            }
            name = found.key
            guard content[1...3].reduce(0, { $0 << 8 | Int($1) }) == content.count - 4 else { throw CodecError.badLength }
            body = Array(content.dropFirst(4))
        }
        guard let fields = structures[name] else { throw CodecError.unknownMessage }
        var reader = Reader(body)
        var result: [WireValue] = []
        for field in fields { try decode(field.name, field.type, &reader, &result, body.count) }
        try reader.finish()
        return (name, result)
    }

    private func decode(_ name: String, _ type: WireType, _ reader: inout Reader, _ result: inout [WireValue], _ size: Int) throws {
        let known = result.count
        let offset = size - reader.remaining
        defer { for index in known..<result.count where result[index].offset == 0 { result[index].offset = offset } }
        switch type {
        case .commit where cryptography == .draftBarnes:
            result.append(WireValue(name: name, type: type, bytes: try Handshake(from: &reader).encoded()))
        case .commit, .welcome, .keyPackage:
            // Decoded and encoded again: the presentation language has one encoding for each value.
            let message = try MLSMessage(from: &reader)
            switch (type, message) {
            case (.commit, .publicMessage), (.commit, .privateMessage), (.welcome, .welcome), (.keyPackage, .keyPackage): break
            default: throw CodecError.wrongMessage(field: name)
            }
            result.append(WireValue(name: name, type: type, bytes: try message.encoded()))
        case .epochReference(let reference): result.append(WireValue(name: name, type: type, bytes: try decode(name, reference, &reader)))
        case .epochNumber: result.append(WireValue(name: name, type: type, bytes: try reader.fixed(8, name)))
        case .unsigned(let count): result.append(WireValue(name: name, type: type, bytes: try reader.fixed(count, name)))
        case .opaque(let length):
            let bytes = try length.map { try reader.fixed($0, name) } ?? reader.opaque(name)
            result.append(WireValue(name: name, type: type, bytes: bytes))
        case .optional(let inner):
            switch try reader.uint8(name) {
            case 0: result.append(WireValue(name: name, type: type, bytes: []))
            case 1: try decode(name, inner, &reader, &result, size)
            default: throw CodecError.wrongMessage(field: name)
            }
        case .vector: result.append(WireValue(name: name, type: type, bytes: try reader.opaque(name)))
        case .named(let named):
            if let fields = structures[named] {
                for field in fields { try decode(field.name, field.type, &reader, &result, size) }
            } else if let (_, width) = enumerations[named] {
                result.append(WireValue(name: name, type: type, bytes: try reader.fixed(width, name)))
            }
        }
    }

    private func decode(_ name: String, _ reference: EpochReference, _ reader: inout Reader) throws -> [UInt8] {
        switch reference {
        case .preSharedKeyID: return try PreSharedKeyID(from: &reader).encoded()
        case .credential: return try Credential(from: &reader).encoded()
        case .groupID: return try reader.opaque(name)
        case .updateProposal, .privateMessage:
            let message = try MLSMessage(from: &reader)
            switch (reference, message) {
            case (.updateProposal, .publicMessage(let inner)):
                guard case .proposal(.update) = inner.content.content else { throw CodecError.wrongMessage(field: name) }
            case (.privateMessage, .privateMessage): break
            default: throw CodecError.wrongMessage(field: name)
            }
            return try message.encoded()
        }
    }

    /// Whether the message has a field `opaque name<V>`.
    func hasOpaqueField(_ message: String) -> Bool { structures[message]?.contains { $0.type == .opaque(length: nil) } ?? false }

    /// The fields that the model gives a meaning to.
    func meaningful(_ fields: [WireValue]) -> [WireValue] { fields.filter { carriesValue($0.type) } }

    /// The index of the case of an enumeration.
    func caseIndex(_ value: WireValue) -> Int? {
        guard case .named(let name) = value.type, let (cases, _) = enumerations[name] else { return nil }
        let code = value.bytes.reduce(0) { $0 << 8 | UInt64($1) }
        return cases.firstIndex { $0.code == code }
    }

    /// The name of a case of the enumeration that is a field's type.
    func caseName(_ index: Int, ofField type: WireType?) -> String? {
        guard case .named(let name)? = type, let cases = enumerations[name]?.cases, cases.indices.contains(index) else { return nil }
        return cases[index].name
    }

    func caseName(_ value: WireValue) -> String? {
        guard case .named(let name) = value.type, let index = caseIndex(value) else { return nil }
        return enumerations[name]?.cases[index].name
    }
}

/// Why bytes are not a message of the document, or a message has no bytes.
public enum CodecError: Error, Hashable, Sendable {
    case unknownMessage
    case badLength
    /// The MLSMessage in the field is not of the kind that the struct asks for.
    case wrongMessage(field: String)
    case valueMissing
}
