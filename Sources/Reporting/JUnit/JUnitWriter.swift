import ProtocolModel

/// A check as JUnit XML: a test suite for each document, a test case for each property and network profile. A case passes where the verdict is as
/// the document expects, be it a failure; one without a verdict is an error.
public struct JUnitWriter {
    private let result: CheckResult

    public init(_ result: CheckResult) { self.result = result }

    public func text() -> String {
        let suites = result.documents.map(suite)
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append(
            element(
                "testsuites",
                [
                    ("name", result.tool.name), ("tests", String(suites.map(\.cases.count).reduce(0, +))),
                    ("failures", String(suites.map(\.failures).reduce(0, +))), ("errors", String(suites.map(\.errors).reduce(0, +))),
                ], suites.flatMap(\.lines).map { "  " + $0 }))
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Case {
        enum Problem {
            case failure, error
        }

        var problem: Problem?
        var lines: String
    }

    private struct Suite {
        var cases: [Case]
        var lines: [String]
        var failures: Int { cases.count { $0.problem == .failure } }
        var errors: Int { cases.count { $0.problem == .error } }
    }

    private func suite(_ document: DocumentResult) -> Suite {
        var cases = document.properties.flatMap { property in property.verdicts.map { self.testCase(property, $0, in: document) } }
        cases += document.modelErrors.enumerated().map { index, error in
            let problem = element("error", [("message", error.text), ("type", "model error")], [])
            return Case(
                problem: .error, lines: element("testcase", attributes(document, "model error \(index + 1)", error.profile), [problem]))
        }
        cases += document.secondOpinions.enumerated().map { index, opinion in
            let content = opinion.differs
                ? element("failure", [("message", opinion.text), ("type", "prover")], []) : element("system-out", [], [escaped(opinion.text)])
            return Case(
                problem: opinion.differs ? .failure : nil,
                lines: element("testcase", attributes(document, "second opinion \(index + 1)", "prover"), [content]))
        }
        let properties = [
            ("title", document.title), ("draft", document.draft), ("revision", document.revision), ("variant", document.variant.rawValue),
        ].map { element("property", [("name", $0.0), ("value", $0.1)], []) }
        var suite = Suite(cases: cases, lines: [])
        let content = [element("properties", [], properties)] + cases.map(\.lines)
        suite.lines = [
            element(
                "testsuite",
                [
                    ("name", document.file), ("tests", String(cases.count)), ("failures", String(suite.failures)),
                    ("errors", String(suite.errors)), ("skipped", "0"), ("file", document.file), ("time", seconds(document.profiles.map(\.seconds).reduce(0, +))),
                ], content)
        ]
        return suite
    }

    private func testCase(_ property: PropertyResult, _ verdict: VerdictResult, in document: DocumentResult) -> Case {
        let found = VerdictText.text(verdict)
        let expected = verdict.expected ?? "nothing"
        let stories = verdict.failures.compactMap { failure -> String? in
            guard let run = document.run(failure.run) else { return nil }
            return StoryText.render(run, titles: ["\(property.name) \(VerdictText.verb(failure.outcome)) in \(run.profile)"])
        }.joined(separator: "\n\n")
        let place = property.place.map { "\(document.file):\($0.line):\($0.column)\n" } ?? ""
        var problem: Case.Problem?
        var content: [String] = []
        if let why = verdict.unknown {
            problem = .error
            content.append(element("error", [("message", "no verdict: \(why)"), ("type", property.kind)], []))
        } else if verdict.comparison == .differs {
            problem = .failure
            content.append(
                element("failure", [("message", "expected: \(expected); found: \(found)"), ("type", property.kind)], [escaped(place + stories)]))
        }
        if problem == nil {
            content.append(element("system-out", [], [escaped((["found as expected: \(found)", stories]).filter { !$0.isEmpty }.joined(separator: "\n\n"))]))
        }
        return Case(problem: problem, lines: element("testcase", attributes(document, property.name, verdict.profile), content))
    }

    private func attributes(_ document: DocumentResult, _ name: String, _ profile: String) -> [(String, String)] {
        // Readers of JUnit XML take what is before the last full stop for a package.
        let stem = document.file.split(separator: "/").map { $0.hasSuffix(".md") ? $0.dropLast(3) : $0 }
            .map { $0.replacing(".", with: "_") }.joined(separator: ".")
        return [("classname", "\(stem).\(profile)"), ("name", name)]
    }

    // MARK: XML

    /// An element with attributes; what is in it is XML already.
    private func element(_ name: String, _ attributes: [(String, String)], _ content: [String]) -> String {
        let start = "<\(name)" + attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
        if content.isEmpty { return start + "/>" }
        // White space counts in text, and does not between elements.
        let isText = content.allSatisfy { !$0.hasPrefix("<") && !$0.hasPrefix("  <") }
        return isText ? "\(start)>\(content.joined(separator: "\n"))</\(name)>" : "\(start)>\n\(content.joined(separator: "\n"))\n</\(name)>"
    }

    /// Text for XML 1.0 (section 2.2): without the characters that a document may not have at all.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}": result.unicodeScalars.append(scalar)
            default: result += "\u{FFFD}"
            }
        }
        return result
    }

    private func seconds(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1000).rounded())
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
