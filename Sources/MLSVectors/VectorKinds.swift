/// The kinds of vectors that there are.
public enum VectorKinds {
    /// Those that can be made, too.
    public static let generated: [any GeneratedTestVector.Type] = [
        TreeMathVector.self, DeserializationVector.self, CryptoBasicsVector.self, SecretTreeVector.self,
        MessageProtectionVector.self, KeyScheduleVector.self, PSKSecretVector.self, TranscriptHashesVector.self,
        WelcomeVector.self, TreeOperationsVector.self, TreeValidationVector.self, TreeKEMVector.self,
        MessagesVector.self, PassiveClientVector.self,
    ]

    public static let all: [any TestVector.Type] = generated + [HPKEVector.self]

    /// The kind whose name a file's begins with: there are several files of passive clients.
    public static func kind(ofFile file: String) -> (any TestVector.Type)? {
        all.first { file == $0.kind + ".json" } ?? all.first { file.hasPrefix($0.kind + "-") }
    }
}
