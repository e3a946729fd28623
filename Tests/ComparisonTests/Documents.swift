import Foundation
import ModelDocument
import ProtocolModel

/// The model documents of the project.
enum Documents {
    static func text(_ name: String) throws -> String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: package.appendingPathComponent("Models/\(name).md"), encoding: .utf8)
    }

    static func model(_ name: String) throws -> ProtocolModel { try parse(text(name), name) }

    static func parse(_ text: String, _ name: String = "test.md") throws -> ProtocolModel {
        try ModelDocument.parse(Array(text.utf8), name: name).model
    }

    static let names = ["mls-tls", "mls-tls-2026-02", "mls-tls-repaired", "two-party-profile", "two-party-profile-repaired"]
}
