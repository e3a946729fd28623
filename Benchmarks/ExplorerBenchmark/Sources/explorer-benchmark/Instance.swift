import Foundation
import ModelDocument
import ProtocolModel

/// A document of `Models/` on a network of which its tables do not speak.
struct Instance {
    var name: String
    var document: String
    var profile: NetworkProfile
    /// By event: how often it may happen.
    var bounds: [(event: String, most: Int)]

    /// Datagrams are lost, come twice and overtake one another; at most `capacity` are under way in one direction.
    static func datagrams(_ document: String, capacity: Int, updates: Int) -> Instance {
        Instance(
            name: "\(document), capacity \(capacity), \(updates) updates", document: document,
            profile: NetworkProfile(
                name: "datagram", order: .any, loss: true, duplication: true, capacity: capacity, interruption: .no),
            bounds: [("update", updates)])
    }

    static let all = [
        datagrams("two-party-profile-repaired", capacity: 3, updates: 4), datagrams("two-party-profile-repaired", capacity: 4, updates: 4),
        datagrams("two-party-profile-repaired", capacity: 5, updates: 4), datagrams("mls-tls-repaired", capacity: 1, updates: 2),
        datagrams("mls-tls-repaired", capacity: 2, updates: 1), datagrams("mls-tls-repaired", capacity: 2, updates: 2),
    ]

    func model(in directory: String) throws -> ProtocolModel {
        var model = try ModelDocument.read(file: "\(directory)/\(document).md").model
        var profile = profile
        for (event, most) in bounds {
            guard let index = model.events.firstIndex(where: { $0.name == event }) else { continue }
            profile.bounds.append(Bound(subject: .event(index), most: most))
        }
        model.profiles = [profile]
        return model
    }
}
