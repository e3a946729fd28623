import ProtocolModel
import Rehearsal

/// Errors of rehearsals in words.
public enum RehearsalText {
    public static func text(_ error: RehearsalError, in model: ProtocolModel) -> String {
        switch error {
        case .disagreement(let found):
            let place = found.step == 0 ? "before the first step" : "in step \(found.step)"
            let who = found.party.map { " of \($0)" } ?? ""
            return "the model and the cryptography disagree \(place)\(who): the model says that \(found.model); but \(found.cryptography)"
        case .unsupported(let unsupported):
            return text(unsupported)
        case .refusedSetting(let refusal): return "the run cannot be acted out: \(refusal)"
        case .evaluation(let error): return ErrorText.text(error, in: model)
        case .trace(let error): return ErrorText.text(error, in: model)
        }
    }

    private static func text(_ unsupported: UnsupportedModel) -> String {
        switch unsupported.reason {
        case .noGroupVariable:
            "role \(unsupported.role) has epochs, and neither an agreement property nor 'send-groups' in the front matter names the variable that holds its group, so the run cannot be acted out"
        case .recordLayer:
            "role \(unsupported.role) has keys of a record layer, which draft-barnes-mls-protocol does not have, so the run cannot be acted out"
        case .keyPackages:
            "role \(unsupported.role) makes key packages or groups, and the groups of draft-barnes-mls-protocol can only begin with 'welcome', so the run cannot be acted out"
        }
    }
}
