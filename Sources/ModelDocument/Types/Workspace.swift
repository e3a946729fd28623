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
    /// The enumerations that have a case of the name.
    var caseHomes: [String: [Int]] = [:]
    /// What the `tls` blocks declare.
    var wireNames: Set<String> = []
    /// Parts of the model in which something could not be read.
    var incomplete: Set<Part> = []
    /// The part that is being read.
    private(set) var part: Part?
    private var losses: [Diagnostic] = []
    private var full: Set<String> = []
    /// Variables whose type could not be read; what uses them is not reported again.
    var unreadable: [Int: Set<String>] = [:]
    var usedDefinitions: Set<String> = []
    /// Definitions that are wrong; what uses them is not reported again.
    var failedDefinitions: Set<String> = []
    /// Where properties and rows were declared.
    var propertyNames: [String: SourceRange] = [:]
    var rowNames: [String: SourceRange] = [:]
    /// Those that could be read.
    var scenarios: [Scenario] = []
    /// The documents that this one repairs, and where it says so.
    var repairs: [String] = []
    var repairsRange = SourceRange.none
    /// Where the front matter names the variables of the send groups, and says what is kept of past epochs.
    var sendGroupsText: (variables: String, range: SourceRange)?
    var pastSecretsText: (text: String, range: SourceRange)?

    struct Definition {
        var expression: Expression
        var type: StaticType
        var range: SourceRange
    }

    /// Whether errors that may follow from others are left out, and whether that has happened.
    let hidesConsequences: Bool
    private(set) var hasHidden = false

    init(source: SourceText, hidesConsequences: Bool = true) {
        self.source = source
        self.hidesConsequences = hidesConsequences
    }

    static let builtIn: [String: ValueType] = [
        "Bool": .bool, "Epoch": .epoch, "EpochNumber": .epochNumber, "KeyPackage": .keyPackage, "Party": .party,
    ]

    static let keywords: Set<String> = [
        "true", "false", "none", "self", "sender", "stale", "and", "or", "not", "implies", "in", "is", "mod", "all", "some",
        "if",
        "then", "else", "commit", "create", "keyPackage", "export", "settled", "quiet", "inFlight", "welcome", "drop", "send",
        "disconnect", "otherwise",
    ]

    func error(_ message: String, at range: SourceRange, notes: [Diagnostic.Note] = [], fixIt: String? = nil) {
        sink.error(message, at: range, notes: notes, fixIt: fixIt)
    }

    /// Reports a name that nothing bears, with the nearest one that something does. Where the names are declared in a part
    /// that has errors of its own nothing is said: the declaration may be among what could not be read.
    func unknown(
        _ what: String, _ name: String, of owner: String? = nil, at range: SourceRange, in parts: Set<Part>,
        notes: [Diagnostic.Note] = [],
        among candidates: @autoclosure () -> [String]
    ) {
        guard !mayFollow(from: parts) else { return }
        guard sink.diagnostics.count < DiagnosticSink.most else {
            error("unknown \(what) '\(name)'", at: range)
            return
        }
        let nearest = Suggestion.nearest(to: name, among: candidates().prefix(Self.mostCandidates).sorted())
        error(
            "unknown \(what) '\(name)'" + (owner.map { " of \($0)" } ?? "") + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
            at: range, notes: notes, fixIt: nearest)
    }

    static let mostCandidates = 5000

    /// What is declared together.
    enum Part: Hashable {
        case types, messages, roles, readings, events, states, variables, profiles, definitions, properties, rows
    }

    /// Reads a part of the model and notes whether it could be read completely: without an error or, where what is wrong
    /// is remembered by its name, with none but such.
    func read(_ part: Part, byName: Bool = false, _ body: () -> Void) {
        let before = sink.errorCount
        self.part = part
        defer { self.part = nil }
        body()
        guard sink.errorCount > before, !byName else { return }
        incomplete.insert(part)
        // A role that could not be declared has its tables unread.
        if part == .roles { incomplete.formUnion(SectionKind.role.parts) }
    }

    /// Whether an error may be a consequence of another one, as one of the parts is incomplete.
    func mayFollow(from parts: Set<Part>) -> Bool {
        guard hidesConsequences, !parts.isDisjoint(with: incomplete) else { return false }
        hasHidden = true
        return true
    }

    /// Remembers something that could not be read although nothing was reported of it: where there is no error at all that it
    /// could follow from, it is one.
    func noteLoss(of what: String, at range: SourceRange, since errors: Int) {
        if sink.errorCount == errors { losses.append(Diagnostic(.error, "this \(what) cannot be read", at: range)) }
    }

    /// Makes sure that nothing is left out of a document without errors.
    func reportLosses() {
        guard sink.errorCount == 0, !hasHidden else { return }
        for loss in losses { sink.add(loss) }
    }

    /// Notes that something was declared whose name is not known.
    func lose() {
        if let part { incomplete.insert(part) }
    }

    /// Whether there is room for one more; if not it is said once.
    func hasRoom(_ count: Int, _ limit: Int, _ what: String, at range: SourceRange) -> Bool {
        if count < limit { return true }
        if full.insert(what).inserted { error("there are more than \(limit) \(what)", at: range) }
        return false
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
            lose()
            error("the \(what) has no name", at: cell.range)
            return nil
        }
        guard Ascii.isWordStart(first), cell.bytes.allSatisfy({ Ascii.isWord($0) }), name != "_" else {
            lose()
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
        case .natural(let lower, let upper): lower == upper ? "\(lower)" : "\(lower)..\(upper)"
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
