import ProtocolModel

extension ModelDocument {
    /// What the cells of a row's line say, by the names of the columns, without backticks; each action of `Do` by itself. Empty for a row
    /// that is not of this document.
    public func cells(of row: Row) -> [String: [String]] {
        let cells = Table.cells(of: source, line: row.source.line)
        let columns = ["Row", "State", "On", "When", "Do", "Next"] + (cells.count > 7 ? ["Reading", "Source"] : ["Source"])
        guard cells.count >= 6, cells.first?.name == row.name else { return [:] }
        return Dictionary(
            zip(columns, cells).map { column, cell in
                (column, column == "Do" ? cell.split(at: UInt8(ascii: ";")).map(\.name).filter { !$0.isEmpty } : [cell.name])
            }, uniquingKeysWith: { first, _ in first })
    }
}
