import Crypto
import Foundation
import ProtocolModel
import Prover

/// A certificate's files in a directory of their own.
struct CertificateDirectory {
    static let name = "certificate.json"

    let path: URL

    /// Where the certificate of a document in a network profile is kept.
    init(in directory: String, document: String, profile: String) {
        let stem = URL(fileURLWithPath: document).deletingPathExtension().lastPathComponent
        path = URL(fileURLWithPath: directory).appendingPathComponent("\(stem).\(profile)".replacingOccurrences(of: " ", with: "-"))
    }

    init(_ path: URL) { self.path = path }

    /// The SHA-256 of a file, in hexadecimal.
    static func hash(ofFile file: String) throws -> String {
        SHA256.hash(data: try Data(contentsOf: URL(fileURLWithPath: file))).map { String(format: "%02x", $0) }.joined()
    }

    /// Writes all files; the certificate itself last, so that a directory with one is complete.
    func write(_ certificate: Certificate, in model: ProtocolModel) throws {
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        let scripts = try certificate.scripts(in: model, documentHash: certificate.documentHash)
        for file in CertificateScripts.File.allCases {
            let target = path.appendingPathComponent(file.rawValue)
            guard FileManager.default.createFile(atPath: target.path, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
            let handle = try FileHandle(forWritingTo: target)
            defer { try? handle.close() }
            var failure: (any Error)?
            try scripts.write(file) { text in
                do { try handle.write(contentsOf: Data(text.utf8)) } catch { failure = error }
            }
            if let failure { throw failure }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(certificate).write(to: path.appendingPathComponent(Self.name), options: .atomic)
    }

    func read() throws(CertificateError) -> Certificate {
        let file = path.appendingPathComponent(Self.name)
        do {
            return try JSONDecoder().decode(Certificate.self, from: try Data(contentsOf: file))
        } catch let error as DecodingError {
            throw .malformed(file: file.path, error.place)
        } catch {
            throw .malformed(file: file.path, "it cannot be read")
        }
    }

    /// Makes each script anew and compares it with its file.
    func compare(_ certificate: Certificate, in model: ProtocolModel, documentHash: String) throws(CertificateError) {
        let scripts = try certificate.scripts(in: model, documentHash: documentHash)
        for file in CertificateScripts.File.allCases {
            let target = path.appendingPathComponent(file.rawValue)
            guard let data = try? Data(contentsOf: target, options: .alwaysMapped) else {
                throw .malformed(file: target.path, "it cannot be read")
            }
            var offset = data.startIndex
            var line = 1
            var differs = false
            let result = Result { () throws(ProverError) in
                try scripts.write(file) { text in
                    if differs { return }
                    let expected = Data(text.utf8)
                    let end = min(data.endIndex, offset + expected.count)
                    if data[offset..<end].elementsEqual(expected) {
                        line += expected.count { $0 == UInt8(ascii: "\n") }
                        offset = end
                    } else {
                        differs = true
                        line += zip(data[offset..<end], expected).prefix { $0 == $1 }.count { $0.0 == UInt8(ascii: "\n") }
                    }
                }
            }
            if case .failure(let error) = result { throw .prover(error) }
            if differs || offset != data.endIndex { throw .altered(file: target.path, line: line) }
        }
    }
}
