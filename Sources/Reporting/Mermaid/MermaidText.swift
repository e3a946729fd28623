/// Text for the labels of Mermaid diagrams, which know no quotation but entity codes (`#58;`).
enum MermaidText {
    /// The separator of the lines of one label.
    static let lineBreak = "<br>"

    /// Letters, digits and a few marks stay as they are; all else becomes an entity code, since what ends a label differs from diagram to diagram.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t": result += " "
            case _ where scalar.properties.isAlphabetic || isPlain(scalar): result.unicodeScalars.append(scalar)
            default: result += "#\(scalar.value);"
            }
        }
        return result
    }

    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", " ", ".", ",", "(", ")", "[", "]", "=", "!", "?", "+", "-", "/", "'", "_", "→": true
        default: false
        }
    }

    /// A fenced block, as GitHub renders it.
    static func fenced(_ lines: [String]) -> String { (["```mermaid"] + lines + ["```"]).joined(separator: "\n") }
}
