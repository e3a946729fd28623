import Conformance

/// Lines of logs that cannot be used, in words.
public enum LogErrorText {
    public static func text(_ error: LogError) -> String {
        let place = "line \(error.line)" + (error.field.map { ": '\($0)'" } ?? "")
        switch error.reason {
        case .notAnObject: return "\(place): not a JSON object on one line"
        case .field(let what): return "\(place): \(what)"
        case .unknown(let kind, let name, let known):
            let list = known.isEmpty ? "" : "; there are \(known.joined(separator: ", "))"
            return "\(place): the model has no \(kind) '\(name)'\(list)"
        case .meaningless(let why): return "\(place): \(why)"
        }
    }
}
