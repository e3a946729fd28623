/// A graph of states in formats that other tools read.
public struct GraphText: Sendable {
    public struct Edge: Hashable, Sendable {
        /// Indices of states.
        public var from: Int
        public var to: Int
        public var label: String

        public init(from: Int, to: Int, label: String) {
            self.from = from
            self.to = to
            self.label = label
        }
    }

    public var title: String
    /// What stands in each state, line by line. Runs begin in the first.
    public var states: [[String]]
    public var edges: [Edge]

    public init(title: String, states: [[String]], edges: [Edge]) {
        self.title = title
        self.states = states
        self.edges = edges
    }

    /// Aldebaran's format (`.aut`), as CADP and mCRL2 read it. It has no place for comments.
    public var aldebaran: String {
        var text = "des (0, \(edges.count), \(states.count))\n"
        for edge in edges { text += "(\(edge.from), \"\(Identifier.comment(edge.label))\", \(edge.to))\n" }
        return text
    }

    /// The language of Graphviz.
    public var dot: String {
        var text = """
            // \(Identifier.comment(title)): \(states.count) states, \(edges.count) steps. To draw it: dot -Tsvg model.dot -o model.svg
            digraph states {
                node [shape=box, fontname="Helvetica"];
                edge [fontname="Helvetica", fontsize=10];

            """
        for (index, lines) in states.enumerated() {
            let label = ([String(index)] + lines).map(Identifier.comment).joined(separator: "\\n")
            text += "    \(index) [label=\"\(label)\"\(index == 0 ? ", penwidth=2" : "")];\n"
        }
        for edge in edges { text += "    \(edge.from) -> \(edge.to) [label=\"\(Identifier.comment(edge.label))\"];\n" }
        return text + "}\n"
    }
}
