/// Mutants of the repaired documents that no verdict notices, and why that is as it should be.
enum SurvivingMutants {
    static let byDocument: [String: [String: String]] = [
        "mls-tls-repaired.md": [:],
        "two-party-profile-repaired.md": [:],
    ]
}
