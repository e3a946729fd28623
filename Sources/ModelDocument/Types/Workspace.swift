import ProtocolModel

/// The model as far as it has been read, with its names.
final class Workspace {
    let source: SourceText
    var sink = DiagnosticSink()
    var model = ProtocolModel(title: "")
    /// The types of the document by their names.
    var types: [String: ValueType] = [:]
    var messages: [String: Int] = [:]
    var roles: [String: Int] = [:]
    var readings: [String: Int] = [:]
    var events: [String: Int] = [:]
    var definitions: [String: Definition] = [:]
    /// Variables whose type could not be read; what uses them is not reported again.
    var unreadable: [Int: Set<String>] = [:]
    var failedDefinitions: Set<String> = []
    /// Where rows were declared.
    var rowNames: [String: SourceRange] = [:]

    struct Definition {
        var expression: Expression
        var type: StaticType
        var range: SourceRange
    }

    init(source: SourceText) { self.source = source }

    static let builtIn: [String: ValueType] = [
        "Bool": .bool, "Epoch": .epoch, "EpochNumber": .epochNumber, "KeyPackage": .keyPackage, "Party": .party,
    ]

    static let keywords: Set<String> = [
        "true", "false", "none", "self", "sender", "stale", "and", "or", "not", "implies", "in", "is", "mod", "all", "some", "if",
        "then", "else", "commit", "create", "keyPackage", "export", "settled", "quiet", "inFlight", "welcome", "drop", "send",
        "disconnect", "otherwise",
    ]

    func error(_ message: String, at range: SourceRange, notes: [Diagnostic.Note] = [], fixIt: String? = nil) {
        sink.error(message, at: range, notes: notes, fixIt: fixIt)
    }

    /// Reports a name that nothing bears, with the nearest one that something does.
    func unknown(_ what: String, _ name: String, at range: SourceRange, among candidates: some Sequence<String>) {
        let nearest = Suggestion.nearest(to: name, among: Array(candidates).sorted())
        sink.error(
            "unknown \(what) '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""), at: range, fixIt: nearest)
    }

    func syntax<Result>(_ body: () throws(SyntaxError) -> Result) -> Result? {
        do {
            return try body()
        } catch {
            sink.error(error.message, at: error.range, fixIt: error.fixIt)
            return nil
        }
    }

    /// A name of a single word that may be declared.
    func declared(_ cell: Cell, _ what: String) -> String? {
        let name = cell.name
        guard let first = cell.bytes.first else {
            error("the \(what) has no name", at: cell.range)
            return nil
        }
        guard Ascii.isWordStart(first), cell.bytes.allSatisfy({ Ascii.isWord($0) }), name != "_" else {
            error("the name of a \(what) is a single word of letters, digits and '_'", at: cell.range)
            return nil
        }
        guard !Self.keywords.contains(name) else {
            error("'\(name)' is a word of the model language", at: cell.range)
            return nil
        }
        return name
    }

    func describe(_ type: ValueType) -> String {
        switch type {
        case .bool: "Bool"
        case .enumeration(let index): model.enumerations[index].name
        case .natural(let lower, let upper): "\(lower)..\(upper)"
        case .epoch: "Epoch"
        case .epochNumber: "EpochNumber"
        case .keyPackage: "KeyPackage"
        case .party: "Party"
        case .role(let index): model.roles[index].name
        case .message(let index): model.messages[index].name
        case .optional(let wrapped): describe(wrapped) + "?"
        case .set(let element): "Set<\(describe(element))>"
        case .map(let key, let value): "Map<\(describe(key)), \(describe(value))>"
        }
    }

    func describe(_ type: StaticType) -> String {
        switch type {
        case .value(let type): describe(type)
        case .nothing: "none"
        }
    }

    /// The party that a role without a family is.
    func party(of role: Int) -> Int? {
        guard model.roles[role].familySize == nil else { return nil }
        return model.roles[..<role].reduce(0) { $0 + $1.instanceCount }
    }

    var partyCount: Int { model.roles.reduce(0) { $0 + $1.instanceCount } }
}

/// The type of an expression.
enum StaticType: Hashable, Sendable {
    case value(ValueType)
    /// That of `none`, where nothing says of which type.
    case nothing
}
