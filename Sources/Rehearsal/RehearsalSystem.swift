import ProtocolModel

/// Parties with real keys and the messages that they have sent: what carries the operations of a rehearsal out. Knows nothing of models.
public protocol RehearsalSystem: Sendable {
    var setting: Setting { get }
    /// Nonces that were used twice with one key.
    var nonces: NonceLog { get set }
    var clock: CryptographyClock { get }
    /// Whether results say what is in the messages, or only what has to be checked.
    var isDescribing: Bool { get set }
    /// Whether results contain the secrets.
    var isExposing: Bool { get set }

    /// Carries out an operation; nothing changes where it is refused.
    mutating func perform(_ step: PartyOperation) throws(Refusal) -> OperationResult
    /// Forgets messages that can arrive no more.
    mutating func forget(_ isGone: (Int) -> Bool)
    /// The group in one of the variables that hold one; `nil` where there is none.
    func view(of party: Int, slot: Int) -> EpochView?
    /// Epochs and key packages of which the party has something.
    func holdings(of party: Int) -> [Int]
    /// The key that the party seals with.
    func sendingKey(of party: Int) -> KeyName?
    /// The key in one of the party's places for receiving keys.
    func receivingKey(of party: Int, at position: Int) -> KeyName?
    /// - Parameter state: the control state of the model.
    func recorded(_ party: Int, state: String) -> RecordedParty
}

extension Setting {
    /// The parties of a run before its first operation.
    ///
    /// - Throws: `Refusal` for a setting that does not fit together or a cipher suite that is not supported.
    func makeSystem() throws(Refusal) -> any RehearsalSystem {
        switch cryptography ?? .rfc9420 {
        case .rfc9420, .draftOmara: try ConcreteSystem(self)
        case .draftBarnes: try OriginalSystem(self)
        }
    }
}
