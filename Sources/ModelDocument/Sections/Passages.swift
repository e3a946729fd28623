import ProtocolModel

extension Workspace {
    func readPassages(_ section: Section) {
        for record in section.tables.flatMap({ records($0, ["Passage", "Covered by"]) }) {
            let cell = record["Covered by"]
            if record["Passage"].isEmpty {
                error("a passage is missing", at: record["Passage"].range)
                continue
            }
            guard let coverage = coverage(cell) else { continue }
            model.passages.append(
                Passage(quotation: record["Passage"].prose, coverage: coverage, source: record["Passage"].range))
        }
    }

    private func coverage(_ cell: Cell) -> [Passage.Coverage]? {
        if cell.isEmpty {
            error("say what covers the passage, or 'left out: reason'", at: cell.range)
            return nil
        }
        var result: [Passage.Coverage] = []
        var isGood = true
        let prose = cell.prose
        if cell.name.hasPrefix("left out") {
            guard let colon = prose.firstIndex(of: ":"), !String(prose[prose.index(after: colon)...]).trimmingBlanks.isEmpty
            else {
                error("say why: 'left out: reason'", at: cell.range)
                return nil
            }
            return [.leftOut(reason: String(prose[prose.index(after: colon)...]).trimmingBlanks)]
        }
        for part in cell.split(at: UInt8(ascii: ",")) {
            if let one = covering(part) { result.append(one) } else { isGood = false }
        }
        return isGood ? result : nil
    }

    private func covering(_ cell: Cell) -> Passage.Coverage? {
        let name = cell.name
        if let found = covering(named: name) { return found }
        for word in ["rows ", "row ", "readings ", "reading ", "properties ", "property "] where name.hasPrefix(word) {
            if let found = covering(named: String(name.dropFirst(word.count))) { return found }
        }
        unknown(
            "row, reading or property", name, at: cell.range, in: [.readings, .properties, .rows],
            notes: [Diagnostic.Note("names are separated by commas; for what is not modelled write 'left out: reason'")],
            among: Array(rowNames.keys) + Array(readings.keys) + model.properties.map(\.name))
        return nil
    }

    private func covering(named name: String) -> Passage.Coverage? {
        if rowNames[name] != nil { return .row(name) }
        if readings[name] != nil { return .reading(name) }
        return propertyNames[name] != nil ? .property(name) : nil
    }
}
