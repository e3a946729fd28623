/// The rules that results name: one for each kind of property, and what is found beside the properties.
struct SARIFRules {
    /// What is reported though no property asks for it.
    enum Other: String, CaseIterable {
        case unspecifiedReception = "unspecified-reception"
        case rowNeverFires = "row-never-fires"
        case vacuousProperty = "vacuous-property"
        case modelError = "model-error"
        case enginesDisagree = "engines-disagree"

        var meaning: String {
            switch self {
            case .unspecifiedReception: "A message arrives in a state that has no row for it."
            case .rowNeverFires: "No run fires the row, in any of the networks that were explored."
            case .vacuousProperty: "The property cannot fail here, so that it holds says nothing."
            case .modelError: "A reachable state makes a row do what it cannot do."
            case .enginesDisagree: "The explorer and the prover come to different verdicts."
            }
        }
    }

    static func id(ofKind kind: String) -> String { kind.split(separator: " ").joined(separator: "-") }

    /// In the order of their indices.
    static let all: [SARIFLog.Rule] =
        PropertyKindText.all.map { rule(id(ofKind: $0.name), $0.meaning, .error) }
        + Other.allCases.map { rule($0.rawValue, $0.meaning, $0 == .modelError || $0 == .enginesDisagree ? .error : .note) }

    static func index(of id: String) -> Int { all.firstIndex { $0.id == id } ?? 0 }

    private static func rule(_ id: String, _ meaning: String, _ level: SARIFLog.Level) -> SARIFLog.Rule {
        let name = id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return SARIFLog.Rule(
            id: id, name: name, shortDescription: SARIFLog.Message(text: meaning), fullDescription: SARIFLog.Message(text: meaning),
            help: SARIFLog.Message(text: "\(meaning) Models/README.md of Lockstep describes the kinds of properties."),
            defaultConfiguration: SARIFLog.Rule.Configuration(level: level))
    }
}
