import CZ3
import ExampleModels
import Foundation
import ProtocolModel
import Testing

@testable import Prover

struct CertificateTests {
    /// A certificate that is found quickly.
    static func certificate() throws -> (certificate: Certificate, model: ProtocolModel) {
        let model = try Documents.model("two-party-profile-repaired")
        let profile = try #require(model.profiles.first { $0.name == "connection" })
        guard case .invariant(let invariant, let proved, _) = try InductiveProver(model, profile).prove(Array(model.properties.indices)) else {
            throw CertificateError.undecided("no invariant")
        }
        return (Certificate(invariant, of: model, documentHash: "1234", profile: profile, readings: [:], proved: proved), model)
    }

    /// The fault that a certificate is refused with; `nil` where it is accepted.
    static func fault(_ certificate: Certificate, _ model: ProtocolModel) -> CertificateError? {
        switch Result(catching: { () throws(CertificateError) in try certificate.verify(in: model, documentHash: "1234") }) {
        case .success: nil
        case .failure(let error): error
        }
    }

    @Test("A certificate is accepted as it was written, also after it was encoded")
    func accepted() throws {
        let (certificate, model) = try Self.certificate()
        #expect(Self.fault(certificate, model) == nil)
        let decoded = try JSONDecoder().decode(Certificate.self, from: JSONEncoder().encode(certificate))
        #expect(decoded == certificate)
    }

    @Test("A certificate about another document, profile or property is refused")
    func aboutSomethingElse() throws {
        let (certificate, model) = try Self.certificate()
        var other = certificate
        other.documentHash = "4321"
        #expect(Self.fault(other, model) == .anotherDocument)
        other = certificate
        other.profile = "carrier pigeons"
        #expect(Self.fault(other, model) == .unknown(kind: "network profile", name: "carrier pigeons"))
        other = certificate
        other.properties.append("recoverable")
        #expect(Self.fault(other, model) == .unknown(kind: "property of states", name: "recoverable"))
    }

    @Test("A certificate for no reading at all, of which everything would hold, is refused")
    func noReading() throws {
        var (certificate, _) = try Self.certificate()
        let model = try Documents.model("mls-tls")
        let choice = try #require(model.readingChoices.first)
        let name = "\(model.roles[choice.role].name).\(model.readings[choice.reading].name)"
        certificate.readings = [name: []]
        #expect(Self.fault(certificate, model) == .malformed(file: "certificate.json", "the reading '\(name)' has no option"))
    }

    @Test("A certificate of the draft's property that fails is refused, whatever the invariant is")
    func falseProperty() throws {
        var (certificate, model) = try Self.certificate()
        // Says the contrary of a property that holds.
        let index = try #require(model.properties.firstIndex { if case .agreement = $0.kind { true } else { false } })
        model.properties[index].kind = .never(.literal(.bool(true)))
        certificate.properties = [model.properties[index].name]
        guard case .refused(.safety)? = Self.fault(certificate, model) else {
            Issue.record("accepted")
            return
        }
    }

    @Test("A certificate with an abstract state taken away, or altered in one place, is refused")
    func altered() throws {
        let (certificate, model) = try Self.certificate()
        var generator = SeededGenerator(7)
        var shown = 0
        for attempt in 0..<40 {
            var other = certificate
            let state = Int.random(in: 0..<certificate.invariant.size, using: &generator)
            let abstract = certificate.invariant.states[state]
            switch attempt % 4 {
            case 0:
                // A step of another state goes elsewhere.
                let moves = other.invariant.targets[state].indices.filter { !other.invariant.targets[state][$0].isEmpty }
                guard let move = moves.randomElement(using: &generator) else { continue }
                let old = other.invariant.targets[state][move][0]
                other.invariant.targets[state][move][0] = (old + 1) % certificate.invariant.size
            case 1:
                let cells = abstract.cells.indices.filter { if case .bool = abstract.cells[$0] { true } else { false } }
                guard let cell = cells.randomElement(using: &generator), case .bool(let value) = abstract.cells[cell] else { continue }
                other.invariant.states[state].cells[cell] = .bool(!value)
            case 2:
                let ranks = abstract.gaps.indices.dropFirst()
                guard let rank = ranks.randomElement(using: &generator) else { continue }
                other.invariant.states[state].gaps[rank] = .exactly(7)
            default:
                let cells = abstract.cells.indices.filter { if case .node = abstract.cells[$0] { true } else { false } }
                guard abstract.nodes.count > 1, let cell = cells.randomElement(using: &generator), case .node(let node) = abstract.cells[cell]
                else { continue }
                other.invariant.states[state].cells[cell] = .node((node + 1) % abstract.nodes.count)
            }
            guard other != certificate else { continue }
            shown += 1
            #expect(Self.fault(other, model) != nil, "attempt \(attempt), state \(state + 1)")
        }
        #expect(shown > 20)
    }

    @Test("Text that is no certificate is an error and nothing worse")
    func malformed() throws {
        let (certificate, model) = try Self.certificate()
        let text = String(decoding: try JSONEncoder().encode(certificate), as: UTF8.self)
        var generator = SeededGenerator(11)
        for _ in 0..<60 {
            var bytes = Array(text.utf8)
            for _ in 0..<3 {
                let position = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 32..<127, using: &generator)
                case 1: bytes.remove(at: position)
                default: bytes.insert(contentsOf: Array("-1".utf8), at: position)
                }
            }
            guard let decoded = try? JSONDecoder().decode(Certificate.self, from: Data(bytes)) else { continue }
            if decoded.invariant == certificate.invariant { continue }
            #expect(Self.fault(decoded, model) != nil)
        }
    }

    @Test("The scripts are accepted by Z3's own reader, every query of theirs is refuted, and they name what the document names")
    func scripts() throws {
        var (certificate, model) = try Self.certificate()
        // The first states will do; what they lead to stays in the set.
        certificate.properties = Array(certificate.properties.prefix(2))
        let scripts = try certificate.scripts(in: model, documentHash: "1234")
        for file in CertificateScripts.File.allCases {
            var text = ""
            try scripts.write(file) { text += $0 }
            #expect(text.contains("SHA-256 of the document: 1234"))
            if file == .invariant { #expect(text.contains("Initiator.group")) }
            let expected = text.split(separator: "\n").count { $0 == "(check-sat)" }
            let context = Context()
            let answers = String(cString: Z3_eval_smtlib2_string(context.raw, text)).split(separator: "\n")
            #expect(answers.allSatisfy { $0 == "unsat" }, "\(file.rawValue): \(answers.first { $0 != "unsat" } ?? "")")
            #expect(answers.count == expected, "\(file.rawValue)")
            if file == .consecution { #expect(expected > 1_000) }
        }
    }
}
