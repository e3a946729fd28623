import Foundation
import MLS

/// The inputs with which fuzzing begins.
enum Seeds {
    static func write(to folder: URL) throws {
        let fixture = try Fixture()
        let decoder = folder.appendingPathComponent("decoder")
        let process = folder.appendingPathComponent("process")
        for place in [decoder, process] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
        for (index, seed) in fixture.seeds.enumerated() {
            try Data(seed).write(to: process.appendingPathComponent("seed-\(index)"))
            try Data(seed.dropFirst()).write(to: decoder.appendingPathComponent("seed-\(index)"))
        }
        let tree = try fixture.alice.tree.ratchetTree.encoded()
        try Data(tree).write(to: decoder.appendingPathComponent("seed-tree"))
        guard let vectors = ProcessInfo.processInfo.environment["MLS_TEST_VECTORS"] else { return }
        let file = URL(fileURLWithPath: vectors).appendingPathComponent("messages.json")
        let cases = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: String]] ?? []
        for (index, fields) in cases.prefix(20).enumerated() {
            for (name, hex) in fields {
                let bytes = unhex(hex)
                try Data(bytes).write(to: decoder.appendingPathComponent("\(name)-\(index)"))
                try Data([Fixture.Mode.message.rawValue] + bytes)
                    .write(to: process.appendingPathComponent("\(name)-\(index)"))
            }
        }
    }

    private static func unhex(_ text: String) -> [UInt8] {
        let digits = Array(text)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(digits[index...(index + 1)]), radix: 16)
        }
    }
}
