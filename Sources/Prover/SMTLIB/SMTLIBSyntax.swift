/// The lexical rules of SMT-LIB 2.6 (Barrett, Fontaine, Tinelli: The SMT-LIB Standard, section 3.1).
enum SMTLIBSyntax {
    /// A symbol with the name: as it is where the standard allows that, otherwise between vertical bars.
    ///
    /// A quoted symbol cannot have a bar or a backslash in it, by no escape; they become underscores, so two names that differ only there
    /// become one. Names of a document's roles, variables and fields have neither.
    static func symbol(_ name: String) -> String {
        let quoted = String(name.map { $0 == "|" || $0 == "\\" ? "_" : $0 })
        return isSimple(quoted) ? quoted : "|\(quoted)|"
    }

    /// Lines of comment.
    static func comment(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ";\n" : "; \($0)\n" }.joined()
    }

    /// Reserved words, and names that the theories Core and Ints give a meaning to. A quoted symbol is the same as the bare one, so these
    /// cannot be declared at all; a declared name has a dot or a space in it.
    private static let taken: Set<String> = [
        "_", "!", "as", "let", "exists", "forall", "match", "par", "true", "false", "not", "and", "or", "xor", "ite", "distinct", "div", "mod",
        "abs", "Int", "Bool", "BINARY", "DECIMAL", "HEXADECIMAL", "NUMERAL", "STRING",
    ]

    private static func isSimple(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first), !taken.contains(name) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "~!@$%^&*_-+=<>.?/".utf8.contains(byte)
            }
        }
    }
}
