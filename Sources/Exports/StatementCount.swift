/// How many statements a piece of Promela has once its inlines are written out: at least as many as SPIN counts.
struct StatementCount {
    /// By the name of an inline.
    private var sizes: [String: Int] = [:]

    /// - Parameter definitions: inlines, each after those that it uses, each beginning and ending on a line of its own.
    init(_ definitions: String) {
        var name: String?
        var lines: [String] = []
        for line in definitions.split(separator: "\n").map(String.init) {
            if line.hasPrefix("inline "), let end = line.firstIndex(of: "(") {
                name = String(line[line.index(line.startIndex, offsetBy: 7)..<end])
                lines = []
            } else if line == "}", let ended = name {
                sizes[ended] = count(lines)
                name = nil
            } else {
                lines.append(line)
            }
        }
    }

    func count(_ lines: [String]) -> Int {
        lines.reduce(0) { total, line in
            let own = 1 + line.count { $0 == ";" } + line.count { $0 == ">" }
            let calls = sizes.reduce(0) { $0 + $1.value * line.ranges(of: "\($1.key)(").count }
            return total + own + calls
        }
    }
}
