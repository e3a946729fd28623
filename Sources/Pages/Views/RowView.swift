import ProtocolModel

/// A row of a transition table as the page shows it.
public struct RowView: Hashable, Sendable, Codable {
    public var name: String
    public var role: String
    /// Where it stands, such as `mls-tls.md:231`; `nil` where the model stands in no document.
    public var place: String?
    /// As they stand in the document.
    public var cells: [DocumentLines.Cell]
    /// Sentences of the draft that the document says the row covers.
    public var passages: [String]

    init(_ row: Row, of role: Role, in model: ProtocolModel, _ lines: DocumentLines) {
        name = row.name
        self.role = role.name
        cells = lines.cells(ofLine: row.source.line)
        place = row.source.line > 0 ? "\(lines.name):\(row.source.line)" : nil
        passages = model.passages.filter { $0.coverage.contains(.row(row.name)) }.map(\.quotation)
    }
}
