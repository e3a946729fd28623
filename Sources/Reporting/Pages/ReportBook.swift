import ModelDocument
import ProtocolModel

/// What `lockstep report` writes: a page for each document and an index with the findings. The text depends on the documents alone.
public struct ReportBook {
    /// A document and what was found of it.
    struct Entry {
        var report: DocumentReport
        /// The file of the page.
        var page: String
        /// The document as a link from a page leads to it.
        var link: String

        var result: DocumentResult { report.result }
        /// The name of the document's file, without its directory.
        var fileName: String { result.file.split(separator: "/").last.map(String.init) ?? result.file }
    }

    let entries: [Entry]

    /// - Parameter link: the target of links to a document's file, from within the directory of the pages.
    public init(_ reports: [DocumentReport], link: (String) -> String) {
        var used = Set(["README.md"])
        entries = reports.map { report in
            let name = report.name.split(separator: "/").last.map(String.init) ?? "document.md"
            var page = name
            var number = 2
            while !used.insert(page).inserted {
                page = "\(number)-\(name)"
                number += 1
            }
            return Entry(report: report, page: page, link: link(report.name))
        }
    }

    /// The files by their names.
    public func files() -> [String: String] {
        var files = Dictionary(uniqueKeysWithValues: entries.map { ($0.page, DocumentPage(entry: $0, book: self).text()) })
        files["README.md"] = FindingsPage(book: self).text()
        return files
    }

    /// The documents that say that they repair this one.
    func repairs(of entry: Entry) -> [Entry] { entries.filter { $0.result.repairs.contains(entry.fileName) } }

    func repaired(by entry: Entry) -> [Entry] { entries.filter { entry.result.repairs.contains($0.fileName) } }
}

extension ReportBook.Entry {
    /// A row of the tables, with a link to its line.
    func link(_ row: RowUse) -> String { link(row.name, row.place) }

    func link(_ text: String, _ place: Place?) -> String {
        guard let place else { return MarkdownText.escape(text) }
        return MarkdownText.link(MarkdownText.escape(text), "\(link)?plain=1#L\(place.line)")
    }
}
