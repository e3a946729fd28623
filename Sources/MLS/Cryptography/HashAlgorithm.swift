import Crypto

/// A SHA-2 hash with the HMAC and HKDF built on it (RFC 2104, RFC 5869).
///
/// HMAC is written out here because swift-crypto's copies every key into memory that it does not
/// zero, and because the key schedule consists of little else.
public enum HashAlgorithm: Sendable, Equatable {
    case sha256, sha384, sha512

    /// The size of a digest in bytes: `Nh`.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The HPKE identifier of the HKDF (RFC 9180 section 7.2).
    package var kdfID: UInt16 {
        switch self {
        case .sha256: 1
        case .sha384: 2
        case .sha512: 3
        }
    }

    /// `Hash(bytes)`.
    public func digest(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    /// `HMAC(key, bytes)`: the MAC of the suite (RFC 9420 section 5.1).
    public func mac(_ key: Secret, _ bytes: [UInt8]) -> [UInt8] {
        key.withUnsafeBytes { key in
            bytes.withUnsafeBytes { bytes in
                hmac(key: key, [bytes]) { Array($0) }
            }
        }
    }

    /// `KDF.Extract(salt, ikm)`; the input keying material is the concatenation of `prefix` and `ikm`.
    public func extract(salt: Secret, prefix: [UInt8] = [], _ ikm: Secret) -> Secret {
        salt.withUnsafeBytes { salt in
            prefix.withUnsafeBytes { prefix in
                ikm.withUnsafeBytes { ikm in
                    hmac(key: salt, [prefix, ikm]) { Secret(copying: $0) }
                }
            }
        }
    }

    /// `KDF.Expand(secret, info, length)`, `length` being at most 255 digests.
    package func expand(_ secret: Secret, info: [UInt8], length: Int) -> Secret {
        secret.withUnsafeBytes { secret in
            info.withUnsafeBytes { info in
                if length <= byteCount {
                    // Nearly every derivation of MLS fits into one block.
                    return hmac(key: secret, [info], last: 1) {
                        Secret(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(length)))
                    }
                }
                var output: [UInt8] = []
                output.reserveCapacity(length + byteCount)
                var previous: [UInt8] = []
                var counter: UInt8 = 1
                while output.count < length {
                    let block = previous.withUnsafeBytes { previous in
                        hmac(key: secret, [previous, info], last: counter) { Array($0) }
                    }
                    output.append(contentsOf: block)
                    wipe(&previous)
                    previous = block
                    counter &+= 1
                }
                wipe(&previous)
                let result = Secret(output.prefix(length))
                wipe(&output)
                return result
            }
        }
    }

    private func hmac<Result>(
        key: UnsafeRawBufferPointer, _ parts: [UnsafeRawBufferPointer], last: UInt8? = nil,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        switch self {
        case .sha256: hmacWith(SHA256.self, key, parts, last, body)
        case .sha384: hmacWith(SHA384.self, key, parts, last, body)
        case .sha512: hmacWith(SHA512.self, key, parts, last, body)
        }
    }
}

/// RFC 2104 over a hash function of swift-crypto; the padded key lives on the stack and is zeroed.
private func hmacWith<Hash: HashFunction, Result>(
    _: Hash.Type, _ key: UnsafeRawBufferPointer, _ parts: [UnsafeRawBufferPointer], _ last: UInt8?,
    _ body: (UnsafeRawBufferPointer) -> Result
) -> Result {
    let blockSize = Hash.blockByteCount
    return withUnsafeTemporaryAllocation(byteCount: blockSize, alignment: 8) { block in
        block.initializeMemory(as: UInt8.self, repeating: 0)
        if key.count <= blockSize {
            block.copyMemory(from: key)
        } else {
            var hash = Hash()
            hash.update(bufferPointer: key)
            hash.finalize().withUnsafeBytes { block.copyMemory(from: $0) }
        }
        for index in 0..<blockSize { block[index] ^= 0x36 }
        var inner = Hash()
        inner.update(bufferPointer: UnsafeRawBufferPointer(block))
        for part in parts where !part.isEmpty { inner.update(bufferPointer: part) }
        if let last {
            withUnsafeBytes(of: last) { inner.update(bufferPointer: $0) }
        }
        for index in 0..<blockSize { block[index] ^= 0x36 ^ 0x5c }
        var outer = Hash()
        outer.update(bufferPointer: UnsafeRawBufferPointer(block))
        if let base = block.baseAddress { wipe(base, blockSize) }
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes(body)
    }
}

/// Whether two public byte strings are equal, in a time that depends on their lengths alone.
func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
