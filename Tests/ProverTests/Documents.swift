import Foundation
import ModelDocument
import ProtocolModel
import Testing

/// The model documents of the project.
enum Documents {
    static func model(_ name: String) throws -> ProtocolModel {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try ModelDocument.read(file: package.appendingPathComponent("Models/\(name).md").path).model
    }
}

/// A document and one of its network profiles.
struct DocumentProfile: Sendable, CustomTestStringConvertible {
    var document: String
    var model: ProtocolModel
    var profile: Int

    var testDescription: String { "\(document), \(model.profiles[profile].name)" }

    static let all: [DocumentProfile] = [
        "mls-tls", "mls-tls-2026-02", "mls-tls-repaired", "two-party-profile", "two-party-profile-repaired",
    ].flatMap { name in
        ((try? Documents.model(name)).map { model in
            model.profiles.indices.map { DocumentProfile(document: name, model: model, profile: $0) }
        }) ?? []
    }
}
