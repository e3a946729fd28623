import ProtocolModel

/// The faults of a run in words.
public enum FaultText {
    /// Such as "1 interruption", "2 losses and 1 reordering" or "no fault at all".
    public static func text(_ faults: Faults) -> String {
        let parts = Faults.Kind.allCases.filter { faults[$0] > 0 }.map { "\(faults[$0]) \(name($0, faults[$0]))" }
        return switch parts.count {
        case 0: "no fault at all"
        case 1: parts[0]
        default: parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
        }
    }

    /// The faults and the length, such as "1 interruption, 7 steps".
    public static func text(_ faults: Faults, steps: Int) -> String {
        text(faults) + ", " + (steps == 1 ? "1 step" : "\(steps) steps")
    }

    /// The same, with a mark where fewer faults may do.
    static func text(_ count: FaultResult, steps: Int) -> String {
        let mark = count.perhapsFewer == nil ? "" : " or fewer"
        return text(count.faults) + mark + ", " + (steps == 1 ? "1 step" : "\(steps) steps")
    }

    private static func name(_ kind: Faults.Kind, _ count: Int) -> String {
        switch kind {
        case .loss: count == 1 ? "loss" : "losses"
        case .duplication: count == 1 ? "duplication" : "duplications"
        case .reordering: count == 1 ? "reordering" : "reorderings"
        case .interruption: count == 1 ? "interruption" : "interruptions"
        }
    }
}
