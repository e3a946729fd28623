/// Names of a document as identifiers that Promela, Murphi and TLA+ all accept.
enum Identifier {
    /// Letters, digits and underscores, beginning with a letter; different texts can give the same identifier.
    static func from(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": result.unicodeScalars.append(scalar)
            default: if result.last != "_" { result.append("_") }
            }
        }
        // Underscores at the end are what marks the state after a step.
        while result.last == "_" { result.removeLast() }
        while result.first == "_" { result.removeFirst() }
        if result.isEmpty { result = "x" }
        if result.first?.isNumber == true { result = "x" + result }
        return reserved.contains(result.lowercased()) ? result + "_1" : result
    }

    /// Text within a comment or a string of one line.
    static func comment(_ text: String) -> String {
        String(
            text.map { character in
                switch character {
                case "\"": "'"
                case "\\": "/"
                case _ where character.isNewline: " "
                case _ where !character.isASCII: "?"
                default: character
                }
            }
        ).replacingText("*/", "* /").replacingText("/*", "/ *").replacingText("*)", "* )").replacingText("(*", "( *").replacingText("--", "- -")
    }

    /// Words that mean something in one of the languages, or in the part that is the same in every export.
    private static let reserved: Set<String> = [
        "active", "assert", "assume", "atomic", "bit", "bool", "boolean", "break", "byte", "case", "chan", "choose", "clear", "const", "constant",
        "constants", "cover", "d_step", "do", "domain", "else", "elsif", "empty", "enabled", "end", "endalias", "endexists", "endfor", "endforall",
        "endfunction", "endif", "endprocedure", "endrecord", "endrule", "endruleset", "endstartstate", "endswitch", "endwhile", "enum", "error",
        "eval", "except", "exists", "extends", "false", "fi", "for", "forall", "full", "function", "goto", "hidden", "if", "in", "init", "inline",
        "instance", "int", "invariant", "isundefined", "lambda", "len", "let", "liveness", "local", "ltl", "module", "mtype", "multiset", "nempty", "never",
        "nfull", "od", "of", "other", "priority", "printf", "procedure", "proctype", "provided", "put", "range", "real", "record", "return", "rule",
        "ruleset", "run", "scalarset", "select", "short", "show", "skip", "startstate", "state", "subset", "switch", "then", "theorem", "timeout", "to",
        "trace", "true", "type", "typedef", "unchanged", "undefine", "union", "unless", "unsigned", "until", "var", "variable", "variables", "while",
        "with", "xr", "xs", "none", "taken", "choice", "place", "names", "named", "order", "met", "shift", "next", "spec",
    ]
}

extension String {
    fileprivate func replacingText(_ target: String, _ replacement: String) -> String {
        var result = self
        while let range = result.firstRange(of: target) { result.replaceSubrange(range, with: replacement) }
        return result
    }
}
