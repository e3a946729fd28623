import ExampleModels
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Reporting

/// JUnit XML as Jenkins reads it; `.ci/formats` holds it to the published schema.
struct JUnitTests {
    /// The elements of a document, with what is in them.
    private final class Elements: NSObject, XMLParserDelegate {
        struct Element {
            var path: String
            var attributes: [String: String]
            var text = ""
        }

        private(set) var all: [Element] = []
        private var open: [Int] = []

        static func parse(_ text: String) throws -> [Element] {
            let elements = Elements()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = elements
            guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
            return elements.all
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
        ) {
            let path = (open.last.map { all[$0].path + "/" } ?? "") + name
            open.append(all.count)
            all.append(Element(path: path, attributes: attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if let index = open.last { all[index].text += string }
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
    }

    private func elements(_ report: DocumentReport) throws -> [Elements.Element] {
        try Elements.parse(JUnitWriter(Checked.result(report)).text())
    }

    @Test func oneCaseForEachPropertyAndProfile() throws {
        let report = try Checked.handshake()
        let elements = try elements(report)
        let cases = elements.filter { $0.path == "testsuites/testsuite/testcase" }
        #expect(cases.count == report.result.properties.flatMap(\.verdicts).count)
        #expect(Set(cases.map { "\($0.attributes["classname"] ?? "") \($0.attributes["name"] ?? "")" }).count == cases.count)
        let suite = try #require(elements.first { $0.path == "testsuites/testsuite" })
        #expect(suite.attributes["tests"] == String(cases.count) && suite.attributes["failures"] == "0" && suite.attributes["errors"] == "0")
        #expect(suite.attributes["time"] == "0.500")
        // What fails and is expected to is told, and passes.
        #expect(elements.contains { $0.path.hasSuffix("testcase/system-out") && $0.text.contains("found as expected: stuck when Sender.resend = fresh") })
    }

    @Test func whatIsNotAsExpectedFails() throws {
        let text = ExampleModels.handshake.replacing("stuck when Sender.resend = fresh", with: "holds")
        let elements = try elements(try Checked.handshake(text))
        let failures = elements.filter { $0.path == "testsuites/testsuite/testcase/failure" }
        #expect(failures.map(\.attributes) == [["message": "expected: holds; found: stuck when Sender.resend = fresh", "type": "recoverable"]])
        #expect(failures[0].text.contains("1. Sender: update [S1]"))
        #expect(elements[0].attributes["failures"] == "1")
    }

    @Test func aMissingVerdictIsAnError() throws {
        var result = try Checked.handshake().result
        result.properties[0].verdicts[0].unknown = "the limit of states was reached"
        let elements = try Elements.parse(JUnitWriter(CheckResult(version: "test", documents: [result])).text())
        #expect(elements.filter { $0.path.hasSuffix("testcase/error") }.count == 1 && elements[0].attributes["errors"] == "1")
    }

    /// Whatever stands in a name, the document is well formed and the name comes back, but for characters that XML does not have.
    @Test func everyTextIsEscaped() throws {
        for scalar in (UInt32(0)...0x2FF).compactMap(Unicode.Scalar.init) + ["\u{FFFE}", "\u{1F600}", "<", "]"] {
            var result = try #require(Self.small)
            result.properties[0].name = "a\(scalar)]]>&b"
            let elements = try Elements.parse(JUnitWriter(CheckResult(version: "test", documents: [result])).text())
            let name = elements.first { $0.path.hasSuffix("testcase") }?.attributes["name"]
            let isText = scalar.value >= 0x20 && scalar.value != 0xFFFE
            // In attributes white space becomes a blank (XML 1.0 section 3.3.3).
            #expect(name == (isText ? "a\(scalar)]]>&b" : scalar == "\n" || scalar == "\t" ? "a ]]>&b" : "a\u{FFFD}]]>&b"), "\(scalar.value)")
        }
    }

    private static let small: DocumentResult? = {
        guard var result = try? Checked.handshake().result else { return nil }
        result.properties = Array(result.properties.prefix(1))
        return result
    }()
}
