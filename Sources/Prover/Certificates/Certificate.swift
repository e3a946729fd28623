import ProtocolModel

/// A proof that others can check: an inductive invariant, what it is about and what it shows.
public struct Certificate: Hashable, Sendable {
    /// The version of the format.
    public static let format = 1

    /// The title of the document and, in hexadecimal, the SHA-256 of its text.
    public var title: String
    public var documentHash: String
    /// The name of the network profile.
    public var profile: String
    /// The options to which readings were restricted, `Role.reading` to their names; every combination of the others is covered.
    public var readings: [String: [String]]
    /// The names of the properties that are proved.
    public var properties: [String]
    /// The version of the solver that found it.
    public var solver: String
    public var invariant: InductiveInvariant

    public init(
        _ invariant: InductiveInvariant, of model: ProtocolModel, documentHash: String, profile: NetworkProfile,
        readings: [ReadingChoice: [Int]], proved: [Int]
    ) {
        title = model.title
        self.documentHash = documentHash
        self.profile = profile.name
        self.readings = Dictionary(
            uniqueKeysWithValues: readings.map { choice, options in
                let reading = model.readings[choice.reading]
                return ("\(model.roles[choice.role].name).\(reading.name)", options.map { reading.options[$0].name })
            })
        properties = proved.map { model.properties[$0].name }
        solver = "Z3 \(solverVersion())"
        self.invariant = invariant
    }
}

/// Why a certificate is not accepted.
public enum CertificateError: Error, Hashable, Sendable {
    /// The file is not what a certificate's file has to be; its name, and what is wrong with it.
    case malformed(file: String, String)
    /// The certificate is about another text of the document.
    case anotherDocument
    /// The document has no such profile, property or reading.
    case unknown(kind: String, name: String)
    /// A file is not what the model and the invariant give: the first line that differs, from 1.
    case altered(file: String, line: Int)
    /// An obligation does not hold.
    case refused(InvariantVerdict.Fault)
    /// Z3 gave up.
    case undecided(String)
    case prover(ProverError)
}
