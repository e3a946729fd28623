import ModelDocument
import ProtocolModel

/// The rows of a document by their names.
struct RowIndex {
    private var rows: [String: RowUse] = [:]

    init(model: ProtocolModel, source: SourceText?) {
        for role in model.roles {
            for row in role.rows {
                rows[row.name] = RowUse(
                    name: row.name, role: role.name, citation: row.citation, place: Place(row.source, in: source))
            }
        }
    }

    subscript(name: String) -> RowUse? { rows[name] }
}
