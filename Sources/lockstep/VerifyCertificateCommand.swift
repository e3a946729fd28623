import ArgumentParser
import Foundation
import ModelDocument
import ProtocolModel
import Prover
import Reporting

struct VerifyCertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-certificate",
        abstract: "Check the certificates of proofs anew.",
        discussion: """
            A certificate is what `lockstep check --certificate DIR` writes for each network profile of a document: an inductive invariant and \
            its obligations (that the first state is in it, that no step leads out of it, that its states have the properties), also as \
            SMT-LIB scripts that any solver can check. This command reads the invariant, makes the obligations anew from the document, has \
            Z3 check each of them, and compares the scripts with its own. It needs no search, and believes nothing but the document.

            Examples:
              lockstep check Models/mls-tls-repaired.md --engine prover --certificate certificates
              lockstep verify-certificate certificates Models/mls-tls-repaired.md
            """)

    @Argument(help: "The directory of a certificate, or one with directories of certificates.")
    var directory: String

    @Argument(help: "The document that they are about.")
    var model: String

    func run() throws {
        let documents = try Documents.read(try Documents.files([model]))
        guard let (file, document) = documents.first, documents.count == 1 else {
            Console.error("lockstep: \(model): name one document")
            throw ExitStatus.unusableInput
        }
        Interruption.shared.listen()
        let hash = try CertificateDirectory.hash(ofFile: file)
        let found = try certificates(of: file)
        var isRefused = false
        var isUndecided = false
        for one in found {
            switch Result(catching: { () throws(CertificateError) in try verify(one, document.model, hash) }) {
            case .success(let certificate):
                print(
                    "\(one.path.path): valid: \(certificate.properties.joined(separator: ", ")) in \(certificate.profile), "
                        + "\(certificate.invariant.size) abstract states" + readings(certificate))
            case .failure(.undecided(let reason)):
                isUndecided = true
                print("\(one.path.path): unknown: \(reason)")
            case .failure(.malformed(let place, let what)):
                Console.error("\(place): error: \(what)")
                throw ExitStatus.unusableInput
            case .failure(let error):
                isRefused = true
                print("\(one.path.path): refused: \(CertificateText.text(error, file, document.model))")
            }
        }
        if isRefused { throw ExitStatus.verdictDiffers }
        if isUndecided { throw ExitStatus.noVerdict }
    }

    /// The readings that the proof is restricted to.
    private func readings(_ certificate: Certificate) -> String {
        if certificate.readings.isEmpty { return "" }
        let texts = certificate.readings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.joined(separator: " or "))" }
        return "; only where \(texts.joined(separator: ", "))"
    }

    private func verify(_ directory: CertificateDirectory, _ model: ProtocolModel, _ hash: String) throws(CertificateError) -> Certificate {
        let certificate = try directory.read()
        try certificate.verify(in: model, documentHash: hash) { checked, all in
            if Console.errorIsTerminal {
                FileHandle.standardError.write(Data("\r\u{1B}[K\(directory.path.path): \(checked) of \(all) abstract states".utf8))
            }
            return !Interruption.shared.isRequested
        }
        if Console.errorIsTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        try directory.compare(certificate, in: model, documentHash: hash)
        return certificate
    }

    /// The certificate in the directory, or those of the document in its directories.
    private func certificates(of file: String) throws -> [CertificateDirectory] {
        let root = URL(fileURLWithPath: directory)
        func isCertificate(_ url: URL) -> Bool {
            FileManager.default.fileExists(atPath: url.appendingPathComponent(CertificateDirectory.name).path)
        }
        if isCertificate(root) { return [CertificateDirectory(root)] }
        let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let found = names.sorted().filter { $0.hasPrefix(stem + ".") }.map { root.appendingPathComponent($0) }.filter(isCertificate)
        if found.isEmpty {
            Console.error("lockstep: \(directory): no certificate of \(file) here (no \(CertificateDirectory.name), nor in a directory \(stem).PROFILE)")
            throw ExitStatus.unusableInput
        }
        return found.map { CertificateDirectory($0) }
    }
}

/// Why a certificate is not accepted, in words.
enum CertificateText {
    static func text(_ error: CertificateError, _ file: String, _ model: ProtocolModel) -> String {
        switch error {
        case .malformed(let file, let what): "\(file): \(what)"
        case .anotherDocument: "it is about another text than that of \(file): the SHA-256 differs"
        case .unknown(let kind, let name): "\(file) has no \(kind) '\(name)'"
        case .altered(let file, let line): "\(file):\(line) is not what the document and the invariant give"
        case .refused(.initiation): "the first state of a run is not in the invariant"
        case .refused(.consecution(let state)): "a step leads out of the invariant from state \(state + 1)"
        case .refused(.safety(let state, let property)): "state \(state + 1), or a step out of it, breaks \(model.properties[property].name)"
        case .refused(.unknown(let reason)), .undecided(let reason): reason
        case .prover(let error): ProverText.text(error)
        }
    }
}
