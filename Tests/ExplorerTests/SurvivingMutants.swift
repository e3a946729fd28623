/// Mutants of the repaired documents that no verdict notices although they change what is reachable, and why.
///
/// That they survive is measured; the reasons were found by reading the rows. Not every one is as it should be: see `unaskable`.
enum SurvivingMutants {
    private static let optional = "an optional step that is not there: nothing obliges a party to take one"
    private static let overwritten = "a value that is left behind and overwritten before anything reads it"
    private static let oldKey = "a key of the old connection that is left behind; the direction is keyed anew before it carries a record"
    private static let redundant =
        "no property depends on this rule alone: the row for any message drops the request, and the way back goes by another resumption"
    private static let notMerged =
        "no verdict needs that the pending commit is applied by itself first; MLS does, and refuses the row when it is acted out (see RehearsalTests)"
    private static let unaskable =
        "a gap: data would go out in the clear while there is no key, and no property kind asks whether a record is sealed"

    static let byDocument: [String: [String: String]] = [
        "mls-tls-repaired.md": [
            "I12 without action 5": oldKey,
            "I2 without action 2": overwritten,
            "I3 without action 1": overwritten,
            "I3 without action 2": overwritten,
            "I4 deleted": optional,
            "R11 without action 2": oldKey,
            "R11 without action 3": oldKey,
            "R11 without action 4": oldKey,
            "R12 deleted": optional,
            "R12 without action 1": optional,
            "R6 without action 1": overwritten,
            "R8 without action 3": overwritten,
        ],
        "two-party-profile-repaired.md": [
            "I11 without action 1": oldKey,
            "I14 deleted": redundant,
            "I15 deleted": redundant,
            "I16 deleted": redundant,
            "I17 deleted": redundant,
            "I18 deleted": redundant,
            "I18 without action 1": redundant,
            "I22 always": unaskable,
            "I22 deleted": optional,
            "I22 without action 1": optional,
            "I4 always": "an EpochKeyUpdate for a Welcome that is not the party's own confirms nothing",
            "I9 without action 1": notMerged,
            "R1 always": "a second group before the first is confirmed: the responder's next Welcome is for that one",
            "R11 without action 1": oldKey,
            "R12 without action 2": "a resumption that sends nothing is still one that the next interruption ends; the other party resumes too",
            "R19 deleted": "repetition by one party is enough, since either's request brings both into step",
            "R20 always": unaskable,
            "R20 deleted": optional,
            "R20 without action 1": optional,
            "R9 without action 1": notMerged,
            "R4 deleted": "an interrupted offer stays one: the ClientHello that comes again is answered all the same",
        ],
    ]
}
