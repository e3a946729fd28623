import Crypto
import Foundation

/// A page in one file: its data, styles and scripts are in it, and nothing is fetched.
public struct Page: Sendable {
    /// What the page is for; each has a script of its own beside the shared ones.
    public enum Purpose: String, Sendable {
        /// Saved runs, to be stepped through.
        case trace
        /// A protocol to be played by hand, with the server that the page comes from.
        case explore
    }

    /// The whole of the file.
    public let html: String
    /// The Content-Security-Policy that the page asks for: only its own script runs, and nothing is fetched from elsewhere.
    public let policy: String

    /// A page of runs.
    ///
    /// - Throws: where a view cannot be encoded, which no view is known to do.
    public init(_ documents: [DocumentView]) throws {
        let title = documents.count == 1 ? "\(documents[0].title), \(documents[0].variant)" : "\(documents.count) documents"
        try self.init(.trace, title: title, data: PageData(documents: documents))
    }

    private struct PageData: Encodable {
        var documents: [DocumentView]
    }

    init(_ purpose: Purpose, title: String, data: some Encodable) throws {
        let own = purpose == .trace ? PackageResources.trace_page_js : PackageResources.explore_page_js
        let parts = [PackageResources.elements_js, PackageResources.chart_js, PackageResources.panel_js, PackageResources.player_js, own]
        let script = "\n\"use strict\";\n" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        let style = "\n" + String(decoding: PackageResources.page_css, as: UTF8.self)
        func source(_ text: String) -> String { "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'" }
        let connect = purpose == .explore ? " connect-src 'self';" : ""
        policy = "default-src 'none'; script-src \(source(script)); style-src \(source(style)); img-src data:;\(connect) base-uri 'none'; form-action 'none'"
        html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="lockstep">
            <link rel="icon" href="data:,">
            <title>\(Self.escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <noscript><p>This page needs JavaScript. The same runs as text: lockstep check MODEL.</p></noscript>
            <main id="page"></main>
            <script type="application/json" id="data">\(try JSONBlock.text(data))</script>
            <script>\(script)</script>
            </body>
            </html>

            """
    }

    /// Text that can stand in an element or in a quoted attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}
