/// Text by lines, indented.
struct Lines {
    private(set) var text = ""
    private var depth = 0

    mutating func add(_ line: String = "") {
        text += line.isEmpty ? "\n" : String(repeating: "    ", count: depth) + line + "\n"
    }

    mutating func add(_ lines: [String]) { for line in lines { add(line) } }

    mutating func indented(_ body: (inout Lines) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    /// The parts, each but the last followed by the separator, several to a line as far as they fit.
    mutating func add(wrapping parts: [String], separator: String, width: Int = 130) {
        var line = ""
        for (index, part) in parts.enumerated() {
            let piece = index + 1 < parts.count ? part + separator : part
            if !line.isEmpty, line.count + piece.count + 1 > width {
                add(line)
                line = ""
            }
            line += line.isEmpty ? piece : " " + piece
        }
        if !line.isEmpty { add(line) }
    }
}
