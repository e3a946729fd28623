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

extension DocumentProfile {
    /// Each document on networks with lingering interruptions; receipt of what is stale is told apart in one row of each role.
    static let lingering: [DocumentProfile] = all.filter { $0.profile == 0 }.flatMap { one in
        let networks: [(String, NetworkProfile.Order, Bool, Bool)] = [
            ("fifo", .fifo, false, false), ("fifo with loss", .fifo, true, false), ("fifo with duplication", .fifo, true, true),
            ("any", .any, false, false), ("any with loss", .any, true, true),
        ]
        return networks.map { name, order, loss, duplication in
            var one = one
            one.model.profiles[0] = NetworkProfile(
                name: "lingering, \(name)", order: order, loss: loss, duplication: duplication, capacity: 2, interruption: .lingering, bounds: [])
            for role in one.model.roles.indices {
                guard
                    let row = one.model.roles[role].rows.firstIndex(where: { row in
                        row.guards == .always && row.triggers.contains { if case .message = $0 { true } else { false } }
                    })
                else { continue }
                one.model.roles[role].rows[row].guards = .when(.not(.stale))
            }
            return one
        }
    }
}
