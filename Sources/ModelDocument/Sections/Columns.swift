import ProtocolModel

/// A row of a table by the names of its columns.
struct Record {
    let line: Int
    private let cells: [String: Cell]

    init(line: Int, cells: [String: Cell]) {
        self.line = line
        self.cells = cells
    }

    subscript(_ column: String) -> Cell {
        cells[column] ?? Cell(line: line, column: 1, raw: [])
    }

    func has(_ column: String) -> Bool { cells[column] != nil }
}

extension Workspace {
    /// The rows of a table whose header has the columns, in this order. Columns in brackets may be missing.
    func records(_ table: Table, _ columns: [String]) -> [Record] {
        var names: [String] = []
        var rest = table.header[...]
        for column in columns {
            let isOptional = column.hasPrefix("[")
            let name = isOptional ? String(column.dropFirst().dropLast()) : column
            if rest.first?.name == name {
                names.append(name)
                rest = rest.dropFirst()
            } else if !isOptional {
                let place = rest.first ?? table.header.last
                error(
                    "expected the column '\(name)'" + (rest.first.map { ", found '\($0.name)'" } ?? ""),
                    at: place?.range ?? .none, notes: [Diagnostic.Note("the columns are " + columns.joined(separator: ", "))])
                lose()
                return []
            }
        }
        if let extra = rest.first {
            error(
                "unexpected column '\(extra.name)'", at: extra.range,
                notes: [Diagnostic.Note("the columns are " + columns.joined(separator: ", "))])
            lose()
            return []
        }
        return records(table, named: names)
    }

    func records(_ table: Table, named names: [String]) -> [Record] {
        table.rows.compactMap { row in
            guard row.cells.count == names.count else {
                let place = row.cells.count > names.count ? row.cells[names.count].range : source.range(ofLine: row.line)
                let hint =
                    row.cells.count > names.count ? "a bar within a cell is written '\\|'" : "an empty cell needs its bars, too"
                error(
                    "the row has \(row.cells.count) cells, the header \(names.count)", at: place, notes: [Diagnostic.Note(hint)]
                )
                lose()
                return nil
            }
            return Record(line: row.line, cells: Dictionary(zip(names, row.cells)) { first, _ in first })
        }
    }

    /// A word out of a few.
    func choice<Result>(_ cell: Cell, _ choices: [(String, Result)]) -> Result? {
        if let found = choices.first(where: { $0.0 == cell.name }) { return found.1 }
        let names = choices.map(\.0)
        let list = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        let nearest = cell.isEmpty ? nil : Suggestion.nearest(to: cell.name, among: names)
        error(
            "expected \(list), found " + (cell.isEmpty ? "nothing" : "'\(cell.name)'")
                + (nearest.map { "; did you mean '\($0)'?" } ?? ""), at: cell.range, fixIt: nearest)
        return nil
    }
}
