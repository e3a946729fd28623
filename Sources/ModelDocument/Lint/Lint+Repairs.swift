import ProtocolModel

extension Lint {
    /// Whether the documents that this one says it repairs are there.
    ///
    /// - Parameter isThere: of a file name in the directory of the document.
    public static func repairs(of document: ModelDocument, isThere: (String) -> Bool) -> [Diagnostic] {
        if document.model.variant == .repaired, document.repairs.isEmpty {
            let place = SourceRange(line: 1, column: 1, length: 3)
            return [warning("the front matter does not say what this document 'repairs'", at: place)]
        }
        return document.repairs.filter { !isThere($0) }.map {
            warning("'\($0)', which this document repairs, is not beside it", at: document.repairsRange)
        }
    }
}
