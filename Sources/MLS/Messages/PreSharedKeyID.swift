/// What a resumption PSK is for (RFC 9420 section 8.4).
public enum ResumptionPSKUsage: UInt8, Hashable, Sendable {
    case application = 1
    case reinit = 2
    case branch = 3
}

/// Which pre-shared key is meant, and the nonce of this use of it (RFC 9420 section 8.4).
public struct PreSharedKeyID: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A key that the application supplies.
        case external(pskID: [UInt8])
        /// The `resumption_psk` of an epoch of a group.
        case resumption(usage: ResumptionPSKUsage, pskGroupID: [UInt8], pskEpoch: UInt64)
    }

    public var kind: Kind
    /// `psk_nonce`: `KDF.Nh` bytes, fresh for each use.
    public var pskNonce: [UInt8]

    public init(_ kind: Kind, pskNonce: [UInt8]) {
        self.kind = kind
        self.pskNonce = pskNonce
    }

    /// The usage, if this is a resumption PSK.
    public var usage: ResumptionPSKUsage? {
        if case .resumption(let usage, _, _) = kind { usage } else { nil }
    }
}

extension PreSharedKeyID: WireCodable {
    private enum PSKType: UInt8 {
        case external = 1
        case resumption = 2
    }

    public func encode(to writer: inout Writer) {
        switch kind {
        case .external(let pskID):
            writer.uint8(PSKType.external.rawValue)
            writer.opaque(pskID)
        case .resumption(let usage, let pskGroupID, let pskEpoch):
            writer.uint8(PSKType.resumption.rawValue)
            writer.uint8(usage.rawValue)
            writer.opaque(pskGroupID)
            writer.uint64(pskEpoch)
        }
        writer.opaque(pskNonce)
    }

    public init(from reader: inout Reader) throws(DecodeError) {
        switch try reader.enumeration(of: PSKType.self, "PreSharedKeyID.psktype") {
        case .external:
            kind = .external(pskID: try reader.opaque("PreSharedKeyID.psk_id"))
        case .resumption:
            let usage = try reader.enumeration(of: ResumptionPSKUsage.self, "PreSharedKeyID.usage")
            let group = try reader.opaque("PreSharedKeyID.psk_group_id")
            kind = .resumption(
                usage: usage, pskGroupID: group, pskEpoch: try reader.uint64("PreSharedKeyID.psk_epoch"))
        }
        pskNonce = try reader.opaque("PreSharedKeyID.psk_nonce")
    }
}
