import ProtocolModel

/// Reads `tls` code blocks: structs and enums of the presentation language.
struct WireParser {
    private var tokens: [Token] = []
    private var position = 0
    private(set) var declarations: [Declaration] = []

    struct Declaration {
        var wire: WireDeclaration
        var place: SourceRange
        /// Where the fields stand.
        var fields: [SourceRange]
    }

    /// The declarations of a block's lines. The first syntax error ends the reading of the block.
    init(source: SourceText, lines: Range<Int>, report: (SyntaxError) -> Void) {
        do {
            tokens = try Self.tokens(of: source, lines: lines)
            while current.kind != .end { declarations.append(try declaration()) }
        } catch {
            report(error)
        }
    }

    private static func tokens(of source: SourceText, lines: Range<Int>) throws(SyntaxError) -> [Token] {
        var result: [Token] = []
        var comment: SourceRange?
        for line in lines {
            var bytes = Array(source.lineBytes(line))
            blankComments(in: &bytes, line: line, comment: &comment)
            let cell = Cell(line: line, column: 1, raw: bytes)
            result += try Lexer.tokens(of: cell).dropLast()
        }
        if let comment { throw SyntaxError("this comment is not closed", at: comment) }
        let last = result.last?.range ?? SourceRange(line: max(1, lines.lowerBound - 1), column: 1)
        result.append(Token(kind: .end, range: last))
        return result
    }

    private static func blankComments(in bytes: inout [UInt8], line: Int, comment: inout SourceRange?) {
        let slash = UInt8(ascii: "/")
        let star = UInt8(ascii: "*")
        var index = 0
        while index < bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if comment != nil {
                let closes = bytes[index] == star && next == slash
                bytes[index] = Ascii.space
                if closes {
                    bytes[index + 1] = Ascii.space
                    comment = nil
                    index += 1
                }
            } else if bytes[index] == slash, next == star {
                comment = SourceRange(line: line, column: index + 1, length: 2)
                bytes[index] = Ascii.space
                bytes[index + 1] = Ascii.space
                index += 1
            } else if bytes[index] == slash, next == slash {
                for rest in index..<bytes.count { bytes[rest] = Ascii.space }
                return
            }
            index += 1
        }
    }

    private var current: Token { tokens[min(position, tokens.count - 1)] }

    private mutating func advance() -> Token {
        let token = current
        if position < tokens.count - 1 { position += 1 }
        return token
    }

    private func wrong(_ expected: String) -> SyntaxError {
        let found = current.kind == .end ? "the end of the block" : current.description
        return SyntaxError("expected \(expected), found \(found)", at: current.range)
    }

    private mutating func expect(_ symbol: String) throws(SyntaxError) {
        guard current.kind == .symbol(symbol) else { throw wrong("'\(symbol)'") }
        _ = advance()
    }

    private mutating func name(_ what: String) throws(SyntaxError) -> (String, SourceRange) {
        guard case .word(let name) = current.kind else { throw wrong(what) }
        return (name, advance().range)
    }

    private mutating func declaration() throws(SyntaxError) -> Declaration {
        switch current.kind {
        case .word("struct"): return try structure()
        case .word("enum"): return try enumeration()
        default: throw wrong("'struct' or 'enum'")
        }
    }

    private mutating func structure() throws(SyntaxError) -> Declaration {
        _ = advance()
        try expect("{")
        var fields: [WireField] = []
        var places: [SourceRange] = []
        while current.kind != .symbol("}") {
            if current.kind == .word("select") { throw SyntaxError("'select' is not supported", at: current.range) }
            let type = try self.type()
            let (name, place) = try name("the name of a field")
            fields.append(WireField(name: name, type: try vector(of: type, at: place)))
            places.append(place)
            try expect(";")
        }
        try expect("}")
        let (name, place) = try name("the name of the struct")
        try expect(";")
        return Declaration(wire: .structure(name: name, fields: fields, source: place), place: place, fields: places)
    }

    private mutating func type(depth: Int = 0) throws(SyntaxError) -> WireType {
        let (name, place) = try name("a type")
        switch name {
        case "Commit": return .commit
        case "Welcome": return .welcome
        case "KeyPackage": return .keyPackage
        case "EpochNumber": return .epochNumber
        case "uint8": return .unsigned(bytes: 1)
        case "uint16": return .unsigned(bytes: 2)
        case "uint24": return .unsigned(bytes: 3)
        case "uint32": return .unsigned(bytes: 4)
        case "uint64": return .unsigned(bytes: 8)
        case "opaque": return .opaque(length: nil)
        case "optional":
            guard depth < 8 else { throw SyntaxError("this is nested too deeply", at: place) }
            try expect("<")
            let inner = try type(depth: depth + 1)
            try expect(">")
            return .optional(inner)
        default: return EpochReference(rawValue: name).map { .epochReference($0) } ?? .named(name)
        }
    }

    private mutating func vector(of type: WireType, at place: SourceRange) throws(SyntaxError) -> WireType {
        let isOpaque = type == .opaque(length: nil)
        switch current.kind {
        case .symbol("<"):
            _ = advance()
            guard current.kind == .word("V") else {
                throw SyntaxError("a vector of variable length is written '<V>'", at: current.range)
            }
            _ = advance()
            try expect(">")
            return isOpaque ? type : .vector(type)
        case .symbol("["):
            _ = advance()
            guard isOpaque else { throw SyntaxError("only opaque has a fixed length", at: place) }
            guard case .number(let length) = current.kind, (1...65535).contains(length) else {
                throw wrong("a length from 1 to 65535")
            }
            _ = advance()
            try expect("]")
            return .opaque(length: length)
        default:
            if isOpaque { throw SyntaxError("opaque is a vector: write 'opaque name<V>' or 'opaque name[n]'", at: place) }
            return type
        }
    }

    private mutating func enumeration() throws(SyntaxError) -> Declaration {
        _ = advance()
        try expect("{")
        var cases: [WireCase] = []
        var places: [SourceRange] = []
        var widest = 0
        var codes: Set<Int> = []
        while true {
            var caseName: String?
            var place = current.range
            if case .word(let name) = current.kind {
                caseName = name
                place = advance().range
            }
            try expect("(")
            guard case .number(let code) = current.kind else { throw wrong("a number") }
            _ = advance()
            try expect(")")
            widest = max(widest, code)
            if let caseName {
                if !codes.insert(code).inserted { throw SyntaxError("a second case has the code \(code)", at: place) }
                cases.append(WireCase(name: caseName, code: UInt64(code)))
                places.append(place)
            }
            guard current.kind == .symbol(",") else { break }
            _ = advance()
            if current.kind == .symbol("}") { break }
        }
        try expect("}")
        let (name, place) = try name("the name of the enum")
        try expect(";")
        let width = widest <= 0xFF ? 1 : widest <= 0xFFFF ? 2 : 3
        return Declaration(
            wire: .enumeration(name: name, cases: cases, width: width, source: place), place: place, fields: places)
    }
}
