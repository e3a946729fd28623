import MLS

/// The records of TLS 1.3 (RFC 8446 section 5) that carry one message.
///
/// Where the network reorders or loses, every record is preceded by its sequence number in 8 bytes, as the
/// reader could not count; the drafts do not say how their records travel over such networks.
struct TLSRecord: Sendable {
    enum ContentType: UInt8, Sendable {
        case handshake = 22
        case applicationData = 23
    }

    static let headerSize = 5
    /// The most bytes of content in one record.
    static let capacity = 1 << 14

    let suite: Suite
    let explicitSequence: Bool

    /// TLSPlaintext records in the clear.
    func plaintext(_ content: [UInt8], _ type: ContentType) -> [UInt8] {
        fragments(content).flatMap { fragment in
            sequenceField(0) + header(type.rawValue, fragment.count) + fragment
        }
    }

    /// TLSCiphertext records, numbered from `sequence` on, which is moved on.
    func seal(_ content: [UInt8], _ type: ContentType, with key: TrafficKey, sequence: inout UInt64) throws -> [UInt8] {
        var wire: [UInt8] = []
        for fragment in fragments(content) {
            let header = header(
                ContentType.applicationData.rawValue, fragment.count + 1 + AEAD.tagSize)
            wire += sequenceField(sequence) + header
            wire += try suite.aead.seal(
                fragment + [type.rawValue], aad: header, key: key.key, nonce: key.nonce(sequence))
            sequence += 1
        }
        return wire
    }

    /// Reads records in the clear.
    func content(ofPlaintext wire: [UInt8]) throws(RecordError) -> (type: ContentType, content: [UInt8]) {
        var result: (type: ContentType, content: [UInt8])?
        try forEachRecord(wire) { (header, _, body) throws(RecordError) in
            guard let type = ContentType(rawValue: header[0]) else { throw .malformed }
            guard result == nil || result?.type == type else { throw .malformed }
            result = (type, (result?.content ?? []) + body)
        }
        guard let result else { throw .malformed }
        return result
    }

    /// Opens sealed records; `sequence` is moved on only if all of them open.
    func open(
        _ wire: [UInt8], with key: TrafficKey, sequence: inout UInt64
    ) throws(RecordError) -> (type: ContentType, content: [UInt8]) {
        var result: (type: ContentType, content: [UInt8])?
        var next = sequence
        try forEachRecord(wire) { (header, explicit, body) throws(RecordError) in
            let number = explicit ?? next
            let opened = Result { () throws(CryptographyError) in
                try suite.aead.open(body, aad: header, key: key.key, nonce: key.nonce(number))
            }
            guard case .success(let secret) = opened else { throw .badRecordMAC }
            var inner = secret.exposed
            while inner.last == 0 { inner.removeLast() }
            guard let last = inner.popLast(), let type = ContentType(rawValue: last) else { throw .malformed }
            guard result == nil || result?.type == type else { throw .malformed }
            result = (type, (result?.content ?? []) + inner)
            next += 1
        }
        guard let result else { throw .malformed }
        if !explicitSequence { sequence = next }
        return result
    }

    private func fragments(_ content: [UInt8]) -> [[UInt8]] {
        if content.count <= Self.capacity { return [content] }
        return stride(from: 0, to: content.count, by: Self.capacity).map {
            Array(content[$0..<min(content.count, $0 + Self.capacity)])
        }
    }

    private func header(_ type: UInt8, _ length: Int) -> [UInt8] {
        [type, 3, 3, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
    }

    private func sequenceField(_ sequence: UInt64) -> [UInt8] {
        explicitSequence ? (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * $0)) } : []
    }

    private func forEachRecord(
        _ wire: [UInt8], _ body: (_ header: [UInt8], _ sequence: UInt64?, _ fragment: [UInt8]) throws(RecordError) -> Void
    ) throws(RecordError) {
        var rest = wire[...]
        while !rest.isEmpty {
            var sequence: UInt64?
            if explicitSequence {
                guard rest.count >= 8 else { throw .malformed }
                sequence = rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
                rest = rest.dropFirst(8)
            }
            guard rest.count >= Self.headerSize else { throw .malformed }
            let header = Array(rest.prefix(Self.headerSize))
            let length = Int(header[3]) << 8 | Int(header[4])
            guard header[1] == 3, header[2] == 3, rest.count >= Self.headerSize + length else { throw .malformed }
            try body(header, sequence, Array(rest.dropFirst(Self.headerSize).prefix(length)))
            rest = rest.dropFirst(Self.headerSize + length)
        }
    }
}

/// Why a record cannot be read.
enum RecordError: Error, Hashable, Sendable {
    /// The AEAD does not open: TLS's `bad_record_mac`.
    case badRecordMAC
    /// The bytes are no TLS records.
    case malformed
}
