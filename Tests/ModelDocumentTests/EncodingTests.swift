import Foundation
import Testing

@testable import ModelDocument

@Suite struct EncodingTests {
    private func message(_ bytes: [UInt8]) -> String {
        do {
            _ = try ModelDocument.parse(bytes, name: "m.md")
            return ""
        } catch {
            let first = error.diagnostics[0]
            return "\(first.range.line):\(first.range.column) \(first.message)"
        }
    }

    @Test func notUTF8() {
        #expect(message(Array("ab\nc".utf8) + [0xFF]) == "2:2 the byte at offset 4 is not valid in UTF-8")
        #expect(message(Array("ab\n".utf8) + [0xC0, 0x80]) == "2:1 the byte at offset 3 is not valid in UTF-8")
        #expect(message([0xED, 0xA0, 0x80]) == "1:1 the byte at offset 0 is not valid in UTF-8")
        #expect(message([0x61, 0xE2, 0x82]) == "1:2 the byte at offset 1 is not valid in UTF-8")
        #expect(message([0xEF, 0xBB, 0xBF, 0x61, 0x80]) == "1:2 the byte at offset 4 is not valid in UTF-8")
    }

    @Test func nul() {
        #expect(message([0x61, 0x0A, 0x62, 0]) == "2:2 the byte at offset 3 is NUL, which no text contains")
    }

    @Test(arguments: [[0xFF, 0xFE, 0x2D, 0], [0xFE, 0xFF, 0, 0x2D], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]])
    func otherEncodings(bytes: [Int]) {
        #expect(message(bytes.map { UInt8($0) }) == "1:1 the document is in UTF-16 or UTF-32; a model is written in UTF-8")
    }

    @Test func tooLarge() {
        #expect(message([UInt8](repeating: 0x20, count: (16 << 20) + 1)) == "1:1 the document is larger than 16 MiB")
    }

    @Test func empty() {
        #expect(message([]) == "1:1 a model begins with front matter: YAML between two lines of '---'")
    }

    @Test func fileThatDoesNotExist() {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        do {
            _ = try ModelDocument.read(file: file)
            Issue.record("there is no such file")
        } catch {
            let text = DiagnosticRenderer(colours: false).render(error.diagnostics[0], in: error.source)
            #expect(text.hasPrefix("\(file): error: the file cannot be read: "))
        }
    }

    @Test func file() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(Example.twoParties.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try ModelDocument.read(file: file.path).model.title == "A small protocol")
    }
}
