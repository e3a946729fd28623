import MLS

/// Any bytes, as any struct: a value whose encoding they are, or a typed error.
enum DecoderTarget {
    static func run(_ bytes: [UInt8]) -> Int32 {
        check(MLSMessage.self, bytes)
        check(RatchetTreeNodes.self, bytes)
        check(GroupSecrets.self, bytes)
        check(Commit.self, bytes)
        check(Proposal.self, bytes)
        check(AuthenticatedContent.self, bytes)
        check(ExternalSenders.self, bytes)
        check(RequiredCapabilities.self, bytes)
        return 0
    }

    private static func check<Value: WireCodable>(_: Value.Type, _ bytes: [UInt8]) {
        guard let value = try? Value(decoding: bytes) else { return }
        precondition((try? value.encoded()) == bytes, "\(Value.self) is not encoded as it was")
    }
}
