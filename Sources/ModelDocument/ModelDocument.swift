import Foundation
import ProtocolModel

/// A model that was read from its document.
public struct ModelDocument: Sendable {
    public let model: ProtocolModel
    /// What the simulator is to run it under, in the order of the document.
    public let scenarios: [Scenario]
    public let source: SourceText
    /// What is no error and yet should be looked at.
    public let warnings: [Diagnostic]
    /// The names of the documents beside this one whose protocol it repairs.
    public let repairs: [String]
    let repairsRange: SourceRange
    /// Definitions that no property and no later definition uses.
    let unusedDefinitions: [UnusedDefinition]

    struct UnusedDefinition: Sendable {
        let name: String
        let range: SourceRange
    }

    static let mostBytes = 16 << 20

    /// Reads the model in a file.
    public static func read(file: String) throws(DocumentErrors) -> ModelDocument {
        func unreadable(_ message: String) -> DocumentErrors {
            let source = SourceText(name: file, bytes: [])
            return DocumentErrors(source: source, diagnostics: [Diagnostic(.error, message, at: .none)])
        }
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            data = try handle.read(upToCount: mostBytes + 1) ?? Data()
        } catch {
            throw unreadable("the file cannot be read: \(error.localizedDescription)")
        }
        return try parse([UInt8](data), name: file)
    }

    /// Reads the model in a text; `name` is what diagnostics call it.
    public static func parse(_ bytes: [UInt8], name: String) throws(DocumentErrors) -> ModelDocument {
        if let diagnostic = Encoding.problem(bytes) {
            let source = SourceText(name: name, bytes: Encoding.isUnreadable(bytes) ? [] : bytes)
            throw DocumentErrors(source: source, diagnostics: [diagnostic])
        }
        var workspace = Workspace(source: SourceText(name: name, bytes: bytes))
        workspace.read()
        if workspace.sink.errorCount == 0, workspace.hasHidden {
            // What seemed to follow from another error did not.
            workspace = Workspace(source: workspace.source, hidesConsequences: false)
            workspace.read()
        }
        let diagnostics = workspace.sink.sorted()
        if workspace.sink.errorCount > 0 { throw DocumentErrors(source: workspace.source, diagnostics: diagnostics) }
        let unused = workspace.definitions.filter { !workspace.usedDefinitions.contains($0.key) }
            .map { UnusedDefinition(name: $0.key, range: $0.value.range) }
        return ModelDocument(
            model: workspace.model, scenarios: workspace.scenarios, source: workspace.source, warnings: diagnostics, repairs: workspace.repairs,
            repairsRange: workspace.repairsRange, unusedDefinitions: unused)
    }
}

extension Workspace {
    /// Reads the whole document. Declarations go first, so that the sections may stand in any order.
    func read() {
        guard let firstLine = readFrontMatter() else { return }
        let sections = sections(of: Markdown.blocks(of: source, from: firstLine))
        func each(_ kind: SectionKind, _ body: (Section) -> Void) { sections.filter { $0.kind == kind }.forEach(body) }
        read(.messages) { each(.messages, readMessages) }
        read(.types) { each(.types, readTypes) }
        var roles: [(Int, Section)] = []
        read(.roles) { each(.role) { section in declareRole(section).map { roles.append(($0, section)) } } }
        if !sections.contains(where: { $0.kind == .role }) {
            error("the document declares no role", at: source.range(ofLine: 1))
        }
        read(.readings) { each(.readings, readReadings) }
        read(.events) { each(.events, readEvents) }
        read(.states) { for (role, section) in roles { readStates(of: role, section) } }
        read(.variables, byName: true) { for (role, section) in roles { readVariables(of: role, section) } }
        resolveSendGroups()
        read(.rows, byName: true) { for (role, section) in roles { readRows(of: role, section) } }
        read(.profiles) { each(.network, readNetwork) }
        if !sections.contains(where: { $0.kind == .network }) {
            error("the document has no section 'Network'", at: source.range(ofLine: 1))
            incomplete.insert(.profiles)
        }
        read(.definitions, byName: true) { each(.definitions, readDefinitions) }
        read(.properties) { each(.properties, readProperties) }
        each(.scenarios, readScenarios)
        each(.passages, readPassages)
        reportLosses()
    }
}
