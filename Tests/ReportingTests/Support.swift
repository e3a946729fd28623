import ExampleModels
import Explorer
import Foundation
import ModelDocument
import ProtocolModel

@testable import Reporting

/// Checks of small documents, for what is written of them.
enum Checked {
    /// The example document, explored in the networks that are small: the others take minutes.
    static func handshake(_ text: String = ExampleModels.handshake, name: String = "Models/hand shake.md") throws -> DocumentReport {
        let document = try ModelDocument.parse(Array(text.utf8), name: name)
        let explorer = Explorer(model: document.model)
        let small = document.model.profiles.indices.filter { ["connection", "half-open"].contains(document.model.profiles[$0].name) }
        let profiles = try small.map {
            DocumentReport.Profile(report: try explorer.check(profile: $0), seconds: 0.25)
        }
        return DocumentReport(name: name, model: document.model, profiles: profiles, document: document)
    }

    static func result(_ reports: DocumentReport...) -> CheckResult { CheckResult(version: "test", documents: reports.map(\.result)) }

    /// The documents in Models.
    static let documents: [ModelDocument] = {
        let directory = package.appendingPathComponent("Models")
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }
            .compactMap { try? ModelDocument.read(file: directory.appendingPathComponent($0).path) }
    }()

    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
