import Foundation
import Testing

@testable import Pages

@Suite("Data inside of a page")
struct JSONBlockTests {
    /// Everything that ends a script element, or that is no JSON when it is pasted into JavaScript.
    static let awkward = "</script><!--<script>&amp; \u{2028}\u{2029} \"quoted\" 'single' \\ \u{0} \u{7f} 🔒 \n"

    @Test("nothing in it ends the script, and it is the same JSON")
    func block() throws {
        let text = try JSONBlock.text([Self.awkward])
        for forbidden in ["<", ">", "&", "\u{2028}", "\u{2029}"] { #expect(!text.contains(forbidden), "\(forbidden.unicodeScalars)") }
        #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == [Self.awkward])
    }

    @Test("every character of the Basic Multilingual Plane comes back")
    func characters() throws {
        let all = (0...0xFFFF).compactMap { UnicodeScalar($0) }.map { String(Character($0)) }
        let text = try JSONBlock.text(all)
        #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)).map { Array($0.unicodeScalars) } == all.map { Array($0.unicodeScalars) })
    }

    @Test("a title can be anything")
    func title() throws {
        var document = DocumentView.empty
        document.title = Self.awkward
        let html = try Page([document]).html
        // The two scripts of the page and its data block end; nothing else does.
        #expect(html.components(separatedBy: "</script").count == 3)
        #expect(html.components(separatedBy: "<script").count == 3)
    }
}

extension DocumentView {
    static let empty = DocumentView(
        name: "", title: "", draft: "", revision: "", variant: "", parties: [], rows: [:], table: nil, runs: [])
}
