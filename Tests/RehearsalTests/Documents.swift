import Foundation
import ModelDocument
import ProtocolModel
import Testing

/// The model documents of the project.
enum Documents {
    static let names = [
        "mls-tls", "mls-tls-2026-02", "mls-tls-repaired", "two-party-profile", "two-party-profile-repaired",
    ]

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
    var profile: NetworkProfile

    var testDescription: String { "\(document), \(profile.name)" }

    static let all: [DocumentProfile] = Documents.names.flatMap { name in
        ((try? Documents.model(name)).map { model in
            model.profiles.map { DocumentProfile(document: name, model: model, profile: $0) }
        }) ?? []
    }
}
