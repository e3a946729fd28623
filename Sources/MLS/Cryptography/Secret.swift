import Crypto
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Secret bytes, in memory that is zeroed when the last copy is let go.
///
/// Comparison takes the same time wherever two secrets of one length differ.
public struct Secret: Sendable, Equatable, CustomStringConvertible {
    let key: SymmetricKey

    init(_ key: SymmetricKey) {
        self.key = key
    }

    /// Copies `bytes`; the caller's copy is the caller's to delete.
    public init(_ bytes: some Collection<UInt8>) {
        // Straight from the caller's memory where that is possible, so that there is no copy to delete.
        if let key = bytes.withContiguousStorageIfAvailable({ SymmetricKey(data: UnsafeRawBufferPointer($0)) }) {
            self.key = key
            return
        }
        var copy = Array(bytes)
        key = SymmetricKey(data: copy)
        wipe(&copy)
    }

    /// Takes over what swift-crypto has decrypted into a `Data` of its own, and zeroes that.
    ///
    /// It is zeroed in place only if `data` is its last reference, as it is for what a function has just returned. Out
    /// of reach are copies that swift-crypto and Foundation made before, those of up to 14 bytes, which `Data` keeps in
    /// registers and on the stack, and whatever the system has written to swap.
    ///
    /// Not for the `rawRepresentation` of a key, which may share the key's memory.
    init(wiping data: consuming Data) {
        key = data.withUnsafeBytes { SymmetricKey(data: $0) }
        data.withUnsafeMutableBytes { buffer in
            if let base = buffer.baseAddress { wipe(base, buffer.count) }
        }
    }

    init(copying bytes: UnsafeRawBufferPointer) {
        key = SymmetricKey(data: bytes)
    }

    /// `count` bytes drawn from `random`, 8 at a time, least significant byte first,
    /// so that one seed gives the same secret on every machine.
    package init(count: Int, using random: inout some RandomNumberGenerator) {
        var bytes = [UInt8](randomCount: count, using: &random)
        key = SymmetricKey(data: bytes)
        wipe(&bytes)
    }

    /// `count` zero bytes: the `0` of the key schedule (RFC 9420 section 8).
    package static func zero(_ count: Int) -> Secret {
        Secret(SymmetricKey(data: [UInt8](repeating: 0, count: count)))
    }

    /// The number of bytes.
    public var count: Int { key.bitCount / 8 }

    /// Lends the bytes for the duration of `body`.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try key.withUnsafeBytes(body)
    }

    /// A copy of the bytes that is not zeroed: for test vectors and for keys that leave the library.
    public var exposed: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Says the length and nothing else.
    public var description: String { "Secret(\(count) bytes)" }
}

/// Overwrites `bytes` with zeroes in a way that is not optimised out.
@inline(never)
func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { buffer in
        guard let base = buffer.baseAddress else { return }
        wipe(base, buffer.count)
    }
}

@inline(never)
func wipe(_ base: UnsafeMutableRawPointer, _ count: Int) {
    #if canImport(Darwin)
    memset_s(base, count, 0, count)
    #else
    explicit_bzero(base, count)
    #endif
}

extension [UInt8] {
    /// `randomCount` bytes drawn from `random`, 8 at a time, least significant byte first.
    public init(randomCount: Int, using random: inout some RandomNumberGenerator) {
        self.init()
        reserveCapacity(randomCount)
        while count < randomCount {
            var word = random.next() as UInt64
            for _ in 0..<Swift.min(8, randomCount - count) {
                append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
    }
}

/// A source of random bits that is wholly determined by its seed: SHA-256 in counter mode.
///
/// With it a whole history is reproduced byte for byte in cipher suites 1 and 3. In suites 2, 5
/// and 7 keys and ciphertexts are reproduced but ECDSA signatures are not, for swift-crypto
/// draws their nonces from the system's generator. Not for use where secrets matter.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private let seed: [UInt8]
    private var counter: UInt64 = 0
    private var words: [UInt64] = []

    public init(seed: [UInt8]) {
        self.seed = seed
    }

    public init(seed: UInt64) {
        self.init(seed: (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) })
    }

    public mutating func next() -> UInt64 {
        if words.isEmpty {
            var hash = SHA256()
            hash.update(data: seed)
            hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: counter >> (8 * $0)) })
            counter += 1
            let digest = Array(hash.finalize())
            words = stride(from: 0, to: digest.count, by: 8).map { start in
                digest[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            }
        }
        return words.removeLast()
    }
}
