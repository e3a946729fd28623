import Crypto
import Foundation

/// An authenticated cipher with associated data (RFC 5116); every one here has nonces and tags of 12 and 16 bytes.
public enum AEAD: Sendable, Equatable {
    case aes128GCM, aes256GCM, chaCha20Poly1305
    /// The AEAD of HPKE contexts that only export (RFC 9180 section 7.3).
    case exportOnly

    /// `Nk`: the size of a key in bytes.
    public var keySize: Int {
        switch self {
        case .aes128GCM: 16
        case .aes256GCM, .chaCha20Poly1305: 32
        case .exportOnly: 0
        }
    }

    /// `Nn`: the size of a nonce in bytes.
    public var nonceSize: Int { self == .exportOnly ? 0 : 12 }

    package static let tagSize = 16

    /// The HPKE identifier (RFC 9180 section 7.3).
    package var aeadID: UInt16 {
        switch self {
        case .aes128GCM: 1
        case .aes256GCM: 2
        case .chaCha20Poly1305: 3
        case .exportOnly: 0xffff
        }
    }

    /// Seals `plaintext`; the result is the ciphertext followed by the tag of 16 bytes.
    ///
    /// - Throws: ``CryptographyError/internalFailure`` if the key or nonce has the wrong size.
    package func seal(_ plaintext: some DataProtocol, aad: [UInt8], key: Secret, nonce: [UInt8]) throws -> [UInt8] {
        do {
            switch self {
            case .aes128GCM, .aes256GCM:
                let box = try AES.GCM.seal(
                    plaintext, using: key.key, nonce: AES.GCM.Nonce(data: nonce), authenticating: aad)
                return Array(box.ciphertext) + Array(box.tag)
            case .chaCha20Poly1305:
                let box = try ChaChaPoly.seal(
                    plaintext, using: key.key, nonce: ChaChaPoly.Nonce(data: nonce), authenticating: aad)
                return Array(box.ciphertext) + Array(box.tag)
            case .exportOnly:
                throw CryptographyError.exportOnly
            }
        } catch let error as CryptographyError {
            throw error
        } catch {
            throw CryptographyError.internalFailure
        }
    }

    /// Opens a ciphertext followed by its tag.
    ///
    /// - Throws: ``CryptographyError/decryptionFailed``.
    package func open(_ sealed: [UInt8], aad: [UInt8], key: Secret, nonce: [UInt8]) throws(CryptographyError) -> Secret {
        let ciphertext = sealed.dropLast(Self.tagSize)
        let tag = sealed.suffix(Self.tagSize)
        do {
            let plaintext: Data
            switch self {
            case .aes128GCM, .aes256GCM:
                let box = try AES.GCM.SealedBox(
                    nonce: AES.GCM.Nonce(data: nonce), ciphertext: ciphertext, tag: tag)
                plaintext = try AES.GCM.open(box, using: key.key, authenticating: aad)
            case .chaCha20Poly1305:
                let box = try ChaChaPoly.SealedBox(
                    nonce: ChaChaPoly.Nonce(data: nonce), ciphertext: ciphertext, tag: tag)
                plaintext = try ChaChaPoly.open(box, using: key.key, authenticating: aad)
            case .exportOnly:
                throw CryptographyError.exportOnly
            }
            return Secret(wiping: consume plaintext)
        } catch {
            throw .decryptionFailed
        }
    }
}
