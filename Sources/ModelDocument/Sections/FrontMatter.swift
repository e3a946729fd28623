import ProtocolModel
import Yams

extension Workspace {
    /// Reads the front matter; the result is the line after it, `nil` where it has no end.
    func readFrontMatter() -> Int? {
        let start = SourceRange(line: 1, column: 1)
        func fence(_ line: Int) -> Bool { source.line(line).trimmingBlanks == "---" }
        guard fence(1) else {
            error("a model begins with front matter: YAML between two lines of '---'", at: start)
            return 1
        }
        guard source.lineCount > 1, let end = (2...source.lineCount).first(where: { fence($0) }) else {
            error("the front matter is not closed by a line of '---'", at: SourceRange(line: 1, column: 1, length: 3))
            return nil
        }
        guard end <= 1000 else {
            error("the front matter is too long", at: SourceRange(line: 1, column: 1, length: 3))
            return end + 1
        }
        let text = (2..<max(2, end)).map { source.line($0) }.joined(separator: "\n")
        guard text.utf8.count <= 65536, !isDeep(text) else {
            error("the front matter is too long or nested too deeply", at: SourceRange(line: 1, column: 1, length: 3))
            return end + 1
        }
        do {
            let node = try Yams.compose(yaml: text)
            if let node, case .mapping(let mapping) = node {
                read(mapping, end: end)
            } else {
                error("the front matter is a list of keys with their values", at: SourceRange(line: 1, column: 1, length: 3))
            }
        } catch let problem as YamlError {
            report(problem, end: end)
        } catch {
            self.error("the front matter is not YAML", at: SourceRange(line: 1, column: 1, length: 3))
        }
        return end + 1
    }

    private func isDeep(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } > 100
    }

    private func report(_ problem: YamlError, end: Int) {
        var place = SourceRange(line: 1, column: 1, length: 3)
        var message = "the front matter is not YAML"
        switch problem {
        case .scanner(_, let what, let mark, _), .parser(_, let what, let mark, _), .composer(_, let what, let mark, _):
            message += ": \(what)"
            place = source.range(ofLine: min(max(2, mark.line + 1), end))
        case .duplicatedKeysInMapping(let duplicates, _):
            message = "the front matter has a key twice: " + duplicates.sorted().joined(separator: ", ")
        default: break
        }
        error(message, at: place)
    }

    private func read(_ mapping: Yams.Node.Mapping, end: Int) {
        let required = ["title", "draft", "revision", "variant"]
        let keys = required + ["cryptography", "traffic-secrets", "repairs", "send-groups", "past-psks"]
        var values: [String: (String, SourceRange)] = [:]
        for (key, value) in mapping {
            let line = min(max(2, (key.mark?.line ?? 1) + 1), end)
            let range = source.range(ofLine: line)
            guard let name = key.scalar?.string, keys.contains(name) else {
                unknown("key", key.scalar?.string ?? "", at: range, in: [], among: keys)
                continue
            }
            guard let text = value.scalar?.string, !text.trimmingBlanks.isEmpty else {
                error("'\(name)' is a text", at: range)
                continue
            }
            if values[name] != nil { error("a second '\(name)'", at: range) }
            values[name] = (text, range)
        }
        for key in required where values[key] == nil {
            error("the front matter lacks '\(key)'", at: SourceRange(line: 1, column: 1, length: 3))
        }
        model.title = values["title"]?.0 ?? ""
        model.draft = values["draft"]?.0 ?? ""
        model.revision = values["revision"]?.0 ?? ""
        if let (text, range) = values["variant"] {
            if let variant = ProtocolModel.Variant(rawValue: text) {
                model.variant = variant
            } else {
                error("'variant' is 'as written' or 'repaired'", at: range)
            }
        }
        readSendGroups(values["send-groups"], pastSecrets: values["past-psks"])
        if let (text, range) = values["repairs"] { readRepairs(text, at: range, isRepaired: values["variant"]?.0 == "repaired") }
        if let (text, range) = values["cryptography"] {
            if let cryptography = GroupCryptography(rawValue: text) {
                model.cryptography = cryptography
            } else {
                let known = GroupCryptography.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
                error("'cryptography' is one of \(known)", at: range)
            }
            if model.cryptography == .draftBarnes, values["send-groups"] != nil {
                error("'send-groups' are groups of RFC 9420, which '\(text)' does not have", at: range)
            }
        }
        if let (text, range) = values["traffic-secrets"] {
            if let source = TrafficSecretSource(rawValue: text) {
                model.trafficSecrets = source
            } else {
                error("'traffic-secrets' is 'exported' or 'master secret'", at: range)
            }
        }
    }
}

extension Workspace {
    /// Reads the names of the documents that this one repairs.
    private func readRepairs(_ text: String, at range: SourceRange, isRepaired: Bool) {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
        repairsRange = range
        guard isRepaired else { return error("'repairs' is for documents of the variant 'repaired'", at: range) }
        for name in names {
            if !name.hasSuffix(".md") || name.contains("/") {
                error("'repairs' names documents beside this one, such as 'mls-tls.md'; '\(name)' is none", at: range)
            } else if repairs.contains(name) {
                error("'repairs' names '\(name)' twice", at: range)
            } else {
                repairs.append(name)
            }
        }
    }
}

extension String {
    var trimmingBlanks: String {
        let bytes = Array(utf8)
        let lower = bytes.firstIndex { !Ascii.isBlank($0) } ?? 0
        let upper = bytes.lastIndex { !Ascii.isBlank($0) }.map { $0 + 1 } ?? 0
        return lower < upper ? String(decoding: bytes[lower..<upper], as: UTF8.self) : ""
    }
}
