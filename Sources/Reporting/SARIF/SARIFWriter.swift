import Foundation

/// A check as SARIF 2.1.0, for code scanning and editors.
///
/// A verdict that is not as its document expects is an `error`; a failure that the document expects is a `note`, as is what is found beside the
/// properties; a verdict that is missing is of the kind `open`. Results are told apart by fingerprints of names, not of lines, so
/// that they stay the same when the document around them changes.
public struct SARIFWriter {
    private let result: CheckResult

    public init(_ result: CheckResult) { self.result = result }

    public func data() throws -> Data { try MachineFormat.encode(log()) }

    func log() -> SARIFLog {
        let documents = result.documents
        return SARIFLog(runs: [
            SARIFLog.Run(
                tool: SARIFLog.Tool(
                    driver: SARIFLog.Tool.Driver(name: result.tool.name, version: result.tool.version, rules: SARIFRules.all)),
                artifacts: documents.map { SARIFLog.Artifact(location: location(of: $0.file)) },
                originalUriBaseIds: [
                    "SRCROOT": SARIFLog.ArtifactLocation(
                        description: SARIFLog.Message(text: "The directory in which lockstep was run."))
                ],
                results: documents.enumerated().flatMap { results(of: $1, index: $0) })
        ])
    }

    private func location(of file: String) -> SARIFLog.ArtifactLocation {
        var allowed = CharacterSet.urlPathAllowed
        allowed.remove(charactersIn: ":")
        let path = file.addingPercentEncoding(withAllowedCharacters: allowed) ?? file
        // An absolute path is no path below the directory.
        return file.hasPrefix("/")
            ? SARIFLog.ArtifactLocation(uri: "file://" + path) : SARIFLog.ArtifactLocation(uri: path, uriBaseId: "SRCROOT")
    }

    // MARK: Results

    private func results(of document: DocumentResult, index: Int) -> [SARIFLog.Result] {
        let writer = DocumentWriter(document: document, artifact: location(of: document.file), index: index)
        return document.properties.flatMap(writer.results) + document.holes.map(writer.result) + document.deadRows.map(writer.dead)
            + document.modelErrors.map(writer.result) + document.secondOpinions.filter(\.differs).map(writer.result)
    }
}

/// The results on one document.
private struct DocumentWriter {
    let document: DocumentResult
    let artifact: SARIFLog.ArtifactLocation
    let index: Int

    private func location(_ place: Place?, id: Int? = nil, name: String? = nil, message: String? = nil) -> SARIFLog.Location {
        var artifact = artifact
        artifact.index = index
        return SARIFLog.Location(
            id: id,
            physicalLocation: SARIFLog.PhysicalLocation(
                artifactLocation: artifact,
                region: place.map { SARIFLog.Region(startLine: $0.line, startColumn: $0.column, endColumn: $0.endColumn) }),
            logicalLocations: name.map { [SARIFLog.LogicalLocation(fullyQualifiedName: $0)] },
            message: message.map { SARIFLog.Message(text: $0) })
    }

    private func fingerprint(_ parts: String...) -> [String: String] {
        let name = document.file.split(separator: "/").last.map(String.init) ?? document.file
        return ["lockstep/v1": ([name] + parts).joined(separator: ": ")]
    }

    private func result(
        _ rule: String, _ kind: SARIFLog.Kind, _ level: SARIFLog.Level, _ text: String, at location: SARIFLog.Location,
        _ fingerprints: [String: String], _ properties: SARIFLog.PropertyBag = SARIFLog.PropertyBag()
    ) -> SARIFLog.Result {
        SARIFLog.Result(
            ruleId: rule, ruleIndex: SARIFRules.index(of: rule), kind: kind, level: kind == .fail ? level : .none,
            message: SARIFLog.Message(text: text), locations: [location], partialFingerprints: fingerprints, properties: properties)
    }

    func results(_ property: PropertyResult) -> [SARIFLog.Result] {
        property.verdicts.flatMap { verdict in self.results(property, verdict) }
    }

    private func results(_ property: PropertyResult, _ verdict: VerdictResult) -> [SARIFLog.Result] {
        let rule = SARIFRules.id(ofKind: property.kind)
        let location = location(property.place, name: property.name)
        let differs = verdict.comparison == .differs
        var results = verdict.failures.map { failure in
            var text = "\(property.name) \(VerdictText.verb(failure.outcome)) in \(verdict.profile)"
            if let when = failure.when { text += " when \(when)" }
            text += ": \(failure.reason)."
            text += differs ? " The document expects: \(verdict.expected ?? "nothing")." : " The document expects it."
            var one = result(
                rule, .fail, differs ? .error : .note, text, at: location,
                fingerprint(property.name, verdict.profile, failure.outcome.rawValue),
                SARIFLog.PropertyBag(
                    profile: verdict.profile, outcome: failure.outcome.rawValue, expected: verdict.expected, when: failure.when))
            if let run = document.run(failure.run) {
                one.codeFlows = [codeFlow(run)]
                one.relatedLocations = run.rows.enumerated().map {
                    self.location($1.place, id: $0 + 1, name: $1.name, message: "\($1.name): \($1.citation)")
                }
            }
            return one
        }
        if differs, verdict.failures.isEmpty {
            let text = "\(property.name) holds in \(verdict.profile). The document expects: \(verdict.expected ?? "nothing")."
            results.append(
                result(
                    rule, .fail, .error, text, at: location, fingerprint(property.name, verdict.profile, "holds"),
                    SARIFLog.PropertyBag(profile: verdict.profile, outcome: "holds", expected: verdict.expected)))
        }
        if let why = verdict.unknown {
            let text = "\(property.name) in \(verdict.profile): no verdict on every combination of readings: \(why)."
            results.append(
                result(
                    rule, .open, .none, text, at: location, fingerprint(property.name, verdict.profile, "unknown"),
                    SARIFLog.PropertyBag(profile: verdict.profile, outcome: "unknown", expected: verdict.expected)))
        }
        if let why = verdict.vacuity, verdict.failures.isEmpty {
            results.append(
                result(
                    SARIFRules.Other.vacuousProperty.rawValue, .fail, .note, "\(property.name) in \(verdict.profile): \(why).", at: location,
                    fingerprint(property.name, verdict.profile, "vacuous"), SARIFLog.PropertyBag(profile: verdict.profile)))
        }
        return results
    }

    /// The run, step by step, at the rows that fire.
    private func codeFlow(_ run: RunResult) -> SARIFLog.CodeFlow {
        let readings = run.readings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
        let steps = run.steps.map { step in
            let text = ([step.headline] + step.changes).joined(separator: "\n")
            return SARIFLog.ThreadFlowLocation(
                location: location(step.place, name: step.rows.first?.name, message: text), executionOrder: step.number,
                importance: "essential", kinds: step.startsCycle ? ["loop"] : nil)
        }
        return SARIFLog.CodeFlow(
            message: readings.isEmpty ? nil : SARIFLog.Message(text: "read as: \(readings)"),
            threadFlows: [SARIFLog.ThreadFlow(id: run.profile, locations: steps)])
    }

    func result(_ hole: HoleResult) -> SARIFLog.Result {
        let when = hole.when.map { ", when \($0)" } ?? ""
        return result(
            SARIFRules.Other.unspecifiedReception.rawValue, .fail, .note,
            "\(hole.message) reaches \(hole.role) in \(hole.state)\(when), and no row takes it.",
            at: location(hole.place, name: hole.message), fingerprint("hole", hole.role, hole.state, hole.message),
            SARIFLog.PropertyBag(when: hole.when))
    }

    func dead(_ row: RowUse) -> SARIFLog.Result {
        result(
            SARIFRules.Other.rowNeverFires.rawValue, .fail, .note, "\(row.name) never fires in the networks that were explored.",
            at: location(row.place, name: row.name), fingerprint("dead row", row.name))
    }

    func result(_ error: ModelErrorResult) -> SARIFLog.Result {
        result(
            SARIFRules.Other.modelError.rawValue, .fail, .error, "\(error.profile): \(error.text).",
            at: location(error.row?.place, name: error.row?.name), fingerprint("model error", error.profile, error.text),
            SARIFLog.PropertyBag(profile: error.profile))
    }

    func result(_ opinion: SecondOpinion) -> SARIFLog.Result {
        result(
            SARIFRules.Other.enginesDisagree.rawValue, .fail, .error, opinion.text, at: location(nil), fingerprint("engines", opinion.text))
    }
}
