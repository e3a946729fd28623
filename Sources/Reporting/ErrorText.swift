import ProtocolModel

/// Errors of models and traces in words that say what to do.
public enum ErrorText {
    public static func text(_ error: EvaluationError, in model: ProtocolModel) -> String {
        let place = error.row.map { "row \($0)" } ?? "an initial value or a property"
        switch error.reason {
        case .unwrappedNone:
            return "\(place) relies on a value (x!) that is none in a reachable state; add a condition to When"
        case .outOfRange(let value, let type):
            let range = if case .natural(let lower, let upper) = type.unwrapped { "\(lower)..\(upper)" } else { "its type" }
            return "\(place) assigns \(model.describe(value, as: type)) to a variable of \(range)"
        case .noDestination: return "\(place) sends to a party that does not exist or to the party itself; say to whom with `to`"
        case .undecided(let choice):
            return "\(place) depends on a reading that is left open: \(model.roles[choice.role].name).\(model.readings[choice.reading].name)"
        case .illTyped(let what): return "\(place) is not well typed (\(what))"
        }
    }

    public static func text(_ error: TraceError, in model: ProtocolModel) -> String {
        let place = error.step.map { "step \($0 + 1)" } ?? "the trace"
        switch error.reason {
        case .missing(let field): return "\(place): '\(field)' is missing or does not fit"
        case .unknown(let kind, let name): return "\(place): the model has no \(kind) '\(name)'"
        case .evaluation(let error): return "\(place): \(text(error, in: model))"
        case .impossible(let possible):
            let list = possible.prefix(12).map(text).joined(separator: "; ")
            let more = possible.count > 12 ? "; and \(possible.count - 12) more" : ""
            return "\(place) cannot be taken here. What can happen: \(possible.isEmpty ? "nothing" : list + more)"
        }
    }

    static func text(_ step: TraceStep) -> String {
        let row = step.row.map { " [\($0)]" } ?? ""
        switch step.kind {
        case .event: return "\(step.party ?? "?"): \(step.event ?? "?")\(row)"
        case .deliver:
            return "message \(step.position ?? 0) from \(step.from ?? "?") reaches \(step.to ?? "?")\(step.stays == true ? " and stays" : "")\(row)"
        case .lose: return "message \(step.position ?? 0) from \(step.from ?? "?") is lost"
        case .interrupt:
            return "interruption, told: " + (step.told ?? []).map { "\($0.party) [\($0.row ?? "-")]" }.joined(separator: ", ")
        case .learn: return "\(step.party ?? "?") learns of it\(row)"
        }
    }
}
