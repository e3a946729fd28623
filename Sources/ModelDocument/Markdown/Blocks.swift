import CCmarkGFM
import ProtocolModel

/// A top-level block of the document, as far as a model can consist of it.
enum Block: Sendable {
    case heading(level: Int, text: Cell)
    case table(Table)
    /// The lines of a fenced code block, from the first to the one before `end`.
    case code(info: String, fence: Int, lines: Range<Int>)
    /// Text with lines that look like those of a table.
    case paragraph(lines: ClosedRange<Int>)
    /// A list or a quotation with a table in it.
    case nestedTable(line: Int)
}

/// What cmark-gfm says of a text.
enum Markdown {
    /// The registration of the extensions, done once.
    private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

    /// The blocks of the lines from `firstLine` on.
    static func blocks(of source: SourceText, from firstLine: Int) -> [Block] {
        guard firstLine <= source.lineCount else { return [] }
        _ = registered
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return [] }
        defer { cmark_parser_free(parser) }
        if let tables = cmark_find_syntax_extension("table") {
            cmark_parser_attach_syntax_extension(parser, tables)
        }
        source.bytes[source.lines[firstLine - 1].lowerBound...].withUnsafeBytes { buffer in
            guard let base = buffer.bindMemory(to: CChar.self).baseAddress else { return }
            cmark_parser_feed(parser, base, buffer.count)
        }
        guard let document = cmark_parser_finish(parser) else { return [] }
        defer { cmark_node_free(document) }
        var blocks: [Block] = []
        var next = cmark_node_first_child(document)
        while let node = next {
            if let block = block(node, source, offset: firstLine - 1) { blocks.append(block) }
            next = cmark_node_next(node)
        }
        return blocks
    }

    private static func block(_ node: OpaquePointer, _ source: SourceText, offset: Int) -> Block? {
        let line = Int(cmark_node_get_start_line(node)) + offset
        switch kind(node) {
        case "heading": return .heading(level: Int(cmark_node_get_heading_level(node)), text: title(source, line))
        case "table": return .table(table(node, source, offset: offset))
        case "code_block":
            var length: Int32 = 0
            var offset: Int32 = 0
            var mark: CChar = 0
            guard cmark_node_get_fenced(node, &length, &offset, &mark) != 0 else { return nil }
            let literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
            let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
            let count =
                literal.utf8.count { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }
                - literal.utf8CarriageReturnLineFeeds
            return .code(info: info, fence: line, lines: line + 1..<line + 1 + count)
        case "paragraph":
            let end = max(line, Int(cmark_node_get_end_line(node)) + offset)
            return .paragraph(lines: line...end)
        case "list", "block_quote":
            return tableLine(in: node).map { .nestedTable(line: $0 + offset) }
        default: return nil
        }
    }

    private static func kind(_ node: OpaquePointer) -> String {
        cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
    }

    private static func table(
        _ node: OpaquePointer, _ source: SourceText, offset: Int
    ) -> Table {
        var lines: [Int] = []
        var next = cmark_node_first_child(node)
        while let row = next {
            lines.append(Int(cmark_node_get_start_line(row)) + offset)
            next = cmark_node_next(row)
        }
        let header = lines.first.map { Table.cells(of: source, line: $0) } ?? []
        return Table(
            header: header,
            rows: lines.dropFirst().map { Table.Row(line: $0, cells: Table.cells(of: source, line: $0)) })
    }

    /// The text of a heading, whose marks are taken off.
    private static func title(_ source: SourceText, _ line: Int) -> Cell {
        var bytes = Array(source.lineBytes(line))
        var start = bytes.firstIndex { !Ascii.isBlank($0) } ?? 0
        if start < bytes.count, bytes[start] == Ascii.hash {
            while start < bytes.count, bytes[start] == Ascii.hash { start += 1 }
            while let last = bytes.last, bytes.count > start, Ascii.isBlank(last) { bytes.removeLast() }
            while let last = bytes.last, bytes.count > start, last == Ascii.hash { bytes.removeLast() }
        }
        return Cell(line: line, column: start + 1, raw: Array(bytes[min(start, bytes.count)...]))
    }

    private static func tableLine(in root: OpaquePointer) -> Int? {
        guard let iterator = cmark_iter_new(root) else { return nil }
        defer { cmark_iter_free(iterator) }
        while cmark_iter_next(iterator) != CMARK_EVENT_DONE {
            if let node = cmark_iter_get_node(iterator), kind(node) == "table" {
                return Int(cmark_node_get_start_line(node))
            }
        }
        return nil
    }
}

extension String {
    fileprivate var utf8CarriageReturnLineFeeds: Int {
        var count = 0
        var last: UInt8 = 0
        for byte in utf8 {
            if byte == Ascii.lineFeed, last == Ascii.carriageReturn { count += 1 }
            last = byte
        }
        return count
    }
}
