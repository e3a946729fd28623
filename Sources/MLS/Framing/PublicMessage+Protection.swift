extension PublicMessage {
    /// `MAC(membership_key, AuthenticatedContentTBM)` (RFC 9420 section 6.2).
    private static func tag(
        _ content: AuthenticatedContent, _ suite: Suite, membershipKey: Secret, context: [UInt8]
    ) throws -> [UInt8] {
        var writer = Writer()
        writer.fixed(try content.toBeSigned(context: context))
        content.auth.encode(to: &writer)
        return suite.hash.mac(membershipKey, try writer.finish())
    }

    /// Protects a signed content (section 6.2).
    ///
    /// - Throws: ``MessageError/applicationDataInPublicMessage``.
    public init(
        protecting content: AuthenticatedContent, _ suite: Suite, membershipKey: Secret, context: [UInt8]
    ) throws {
        if case .application = content.content.content { throw MessageError.applicationDataInPublicMessage }
        var tag: [UInt8]?
        if case .member = content.content.sender {
            tag = try Self.tag(content, suite, membershipKey: membershipKey, context: context)
        }
        self.init(content: content.content, auth: content.auth, membershipTag: tag)
    }

    /// The signed content, its signature not yet verified.
    ///
    /// - Throws: ``MessageError/applicationDataInPublicMessage``, ``MessageError/membershipTagInvalid``.
    public func unprotected(_ suite: Suite, membershipKey: Secret, context: [UInt8]) throws -> AuthenticatedContent {
        if case .application = content.content { throw MessageError.applicationDataInPublicMessage }
        let authenticated = AuthenticatedContent(wireFormat: .publicMessage, content: content, auth: auth)
        if case .member = content.sender {
            let expected = try Self.tag(authenticated, suite, membershipKey: membershipKey, context: context)
            guard let membershipTag, constantTimeEqual(membershipTag, expected) else {
                throw MessageError.membershipTagInvalid
            }
        }
        return authenticated
    }
}
