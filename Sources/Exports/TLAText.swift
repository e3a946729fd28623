import ProtocolModel

/// A system in TLA+ (Lamport: Specifying Systems, 2002), for TLC.
///
/// The state is one record. Each row is an action: a guard, and what the step makes of the record, brought into canonical form.
public struct TLAText {
    let system: TransitionSystem

    /// - Throws: `ExportError`.
    public init(_ request: ExportRequest) throws(ExportError) {
        system = try TransitionSystem(request)
    }

    private var sizes: ExportSizes { system.sizes }

    // MARK: Notation

    private static func function(_ attribute: Term.Attribute) -> String {
        switch attribute {
        case .number: "NumberOf"
        case .parent: "ParentOf"
        case .author: "AuthorOf"
        case .keyPackage: "KeyPackageOf"
        }
    }

    private static func field(_ attribute: Term.Attribute) -> String {
        switch attribute {
        case .number: "number"
        case .parent: "parent"
        case .author: "author"
        case .keyPackage: "key_package"
        }
    }

    /// - Parameter state: the record that variables are read from.
    private func notation(_ state: String) -> Notation {
        Notation(
            system: system, equal: "=", notEqual: "#", and: "/\\", or: "\\/", not: { "~\($0)" }, truth: { $0 ? "TRUE" : "FALSE" },
            conditional: { "(IF \($0) THEN \($1) ELSE \($2))" }, lessOrEqual: "<=",
            variable: { "\(state).\(system.variables[$0].name)" },
            column: { channel, place, column in
                let index: String =
                    switch place {
                    case .at(let index): "\(index + 1)"
                    case .parameter: "place"
                    }
                return "Message(\"\(system.channels[channel].name)\", \(index)).\(system.channels[channel].columns[column].name)"
            },
            attribute: { "\(Self.function($0))(\(state), \($1))" }, isUnaware: { "\(state).unaware_\(system.channels[$0].name)" },
            counter: { "\(state).\(system.counters[$0])" })
    }

    private func value(_ term: Term, _ kind: TransitionSystem.Kind, _ state: String) -> String {
        if case .integer(let number) = term, case .plain = kind { return "\(number)" }
        return notation(state).text(term)
    }

    private func zero(_ kind: TransitionSystem.Kind) -> String { kind == .boolean ? "FALSE" : "0" }

    // MARK: Text

    public var text: String {
        var lines = Lines()
        lines.add("------------------------------- MODULE lockstep -------------------------------")
        header(&lines)
        lines.add("EXTENDS Integers, Sequences, TLC")
        lines.add("")
        constants(&lines)
        helpers(&lines)
        canonicalForm(&lines)
        start(&lines)
        actions(&lines)
        properties(&lines)
        lines.add("===============================================================================")
        return lines.text
    }

    private func header(_ lines: inout Lines) {
        for line in system.headline { lines.add(line.isEmpty ? "\\*" : "\\* " + line) }
        lines.add("\\*")
        lines.add("\\* All reachable states (\"distinct states found\"), and the invariants: with this text in lockstep.tla, and in lockstep.cfg")
        lines.add("\\*     INIT Init")
        lines.add("\\*     NEXT Next")
        for condition in system.conditions where !condition.isReachability { lines.add("\\*     INVARIANT \(condition.name)") }
        lines.add("\\* run")
        lines.add("\\*     java -XX:+UseParallelGC -cp tla2tools.jar tlc2.TLC -deadlock -workers auto lockstep")
        lines.add("\\* (-deadlock: a state without a step is no error). An invariant that fails is shown with a run that breaks it.")
        lines.add("")
    }

    private func constants(_ lines: inout Lines) {
        lines.add("none == 0")
        for group in system.constants.definitions(system.model) {
            lines.add("\\* \(Identifier.comment(group.comment))")
            for (name, value) in group.values { lines.add("\(name) == \(value)") }
        }
        lines.add("\\* The author of the epochs that the model begins with, and a key package that nobody holds")
        lines.add("nobody == \(system.nobody)")
        lines.add("unheld == \(system.noKeyPackage)")
        lines.add("\\* The most epochs and key packages that are referred to; parents of which nothing is known are named up to the second number")
        lines.add("most_epochs == \(sizes.epochs)")
        lines.add("last_name == \(system.lastName)")
        lines.add("\\* Numbers further apart than this are not told apart, and not explored")
        lines.add("gap_limit == \(system.gapLimit)")
        lines.add("")
    }

    private func helpers(_ lines: inout Lines) {
        lines.add("\\* The state: the variables of the parties, what is in flight (oldest first), and what is known of epochs and key packages")
        lines.add("VARIABLE s")
        lines.add("")
        lines.add("unknown == [number |-> 0, parent |-> 0, author |-> 0, key_package |-> 0]")
        for attribute in Term.Attribute.allCases {
            lines.add("\(Self.function(attribute))(t, it) == IF it = none THEN 0 ELSE t.epochs[it].\(Self.field(attribute))")
        }
        lines.add("")
        lines.add("\\* The message at a place of a channel; one of kind 0 where there is none")
        lines.add("no_message == [")
        let names = Set(system.channels.flatMap { $0.columns.map { "\($0.name) |-> \(zero($0.kind))" } }).sorted()
        lines.indented { $0.add(wrapping: names, separator: ",") }
        lines.add("]")
        lines.add("Message(channel, place) == IF place <= Len(s[channel]) THEN s[channel][place] ELSE no_message")
        lines.add("")
        lines.add("\\* A step begins with room for the names of parents of which nothing is known; fresh epochs are named after these.")
        lines.add("Load(t) == [t EXCEPT !.epochs = @ \\o [i \\in 1..(last_name - Len(@)) |-> unknown]]")
        lines.add("Make(t, number, parent, author, key_package) ==")
        lines.add("    [t EXCEPT !.epochs = Append(@, [number |-> number, parent |-> parent, author |-> author, key_package |-> key_package])]")
        lines.add("Fresh(t) == Len(t.epochs)")
        lines.add("Without(queue, place) == SubSeq(queue, 1, place - 1) \\o SubSeq(queue, place + 1, Len(queue))")
        let stale = system.remembersStale
        lines.add("IsPresent(message) == \(stale ? "~message.stale" : "TRUE")")
        lines.add("Present(queue) == Len(SelectSeq(queue, IsPresent))")
        lines.add("\\* The connection has gone.")
        if stale {
            lines.add("Cut(queue) == LET present == SelectSeq(queue, IsPresent)")
            lines.add("              IN [i \\in 1..Len(present) |-> [present[i] EXCEPT !.stale = TRUE]]")
        } else {
            lines.add("Cut(queue) == <<>>")
        }
        for channel in system.channels {
            var refusals: [String] = []
            if system.remembersUnaware { refusals.append("t.unaware_\(channel.name)") }
            if system.isSet { refusals.append("\\E i \\in 1..Len(t.\(channel.name)) : t.\(channel.name)[i] = message") }
            if system.profile.loss { refusals.append("Present(t.\(channel.name)) >= \(system.profile.capacity)") }
            let append = "[t EXCEPT !.\(channel.name) = Append(@, message)]"
            lines.add("Send_\(channel.name)(t, message) ==")
            lines.add(refusals.isEmpty ? "    \(append)" : "    IF \(refusals.map { "(\($0))" }.joined(separator: " \\/ ")) THEN t ELSE \(append)")
        }
        lines.add("")
    }

    // MARK: Canonical form

    private func mentions(_ kind: TransitionSystem.Kind, _ text: String) -> String? {
        kind == .node ? text : nil
    }

    private func canonicalForm(_ lines: inout Lines) {
        lines.add("\\* The names in a sequence, each once, without none, in the order in which they are met")
        lines.add("RECURSIVE Distinct(_, _)")
        lines.add("Distinct(found, rest) ==")
        lines.add("    IF rest = <<>> THEN found")
        lines.add("    ELSE Distinct(IF Head(rest) = none \\/ \\E i \\in 1..Len(found) : found[i] = Head(rest) THEN found ELSE Append(found, Head(rest)), Tail(rest))")
        lines.add("Name(found, it) == IF it = none THEN 0 ELSE CHOOSE i \\in 1..Len(found) : found[i] = it")
        lines.add("IsNamed(found, it) == \\E i \\in 1..Len(found) : found[i] = it")
        lines.add("\\* Numbers counted from the smallest")
        lines.add("RECURSIVE Shift(_, _)")
        lines.add("Shift(numbers, n) ==")
        lines.add("    IF n = 0 THEN 0")
        lines.add("    ELSE LET below == {m \\in numbers : m < n}")
        lines.add("         IN IF below = {} THEN \(sizes.keepsSmallestNumber ? "(IF n < 2 THEN n ELSE 2)" : "1")")
        lines.add("            ELSE LET previous == CHOOSE m \\in below : \\A other \\in below : other <= m")
        lines.add("                 IN Shift(numbers, previous) + n - previous")
        lines.add("AreTold(numbers) == \\A n \\in numbers : LET below == {m \\in numbers : m < n}")
        lines.add("                                        IN below = {} \\/ \\E m \\in below : n - m <= gap_limit")
        lines.add("")
        lines.add("\\* All numbers in a state")
        lines.add("Numbers(t) == {")
        var numbers: [String] = []
        for variable in system.variables {
            if variable.kind == .number { numbers.append("t.\(variable.name)") }
            if variable.kind == .node { numbers.append("NumberOf(t, t.\(variable.name))") }
        }
        lines.indented { $0.add(wrapping: numbers, separator: ",") }
        var union = "}"
        for channel in system.channels {
            for column in channel.columns {
                let value = "t.\(channel.name)[i].\(column.name)"
                if column.kind == .number { union += " \\union {\(value) : i \\in 1..Len(t.\(channel.name))}" }
                if column.kind == .node { union += "\n    \\union {NumberOf(t, \(value)) : i \\in 1..Len(t.\(channel.name))}" }
            }
        }
        lines.add(union + " \\ {0}")
        lines.add("")
        for channel in system.channels {
            let nodes = channel.columns.compactMap { mentions($0.kind, "message.\($0.name)") }
            lines.add("Mentions_\(channel.name)(message) == <<\(nodes.joined(separator: ", "))>>")
            lines.add("RECURSIVE Met_\(channel.name)(_, _)")
            lines.add("Met_\(channel.name)(found, queue) ==")
            lines.add("    IF queue = <<>> THEN found ELSE Met_\(channel.name)(Distinct(found, Mentions_\(channel.name)(Head(queue))), Tail(queue))")
        }
        lines.add("")
        if system.isUnordered { arranging(&lines) }
        let variables = system.variables.compactMap { mentions($0.kind, "t.\($0.name)") }
        lines.add("\\* The canonical form: epochs and key packages are named in the order in which they are met, and those that nothing refers to are")
        lines.add("\\* forgotten; numbers are counted from the smallest.")
        lines.add("Canonical(t) ==")
        lines.indented { lines in
            lines.add("LET numbers == Numbers(t)")
            lines.indented { lines in
                lines.add("met_0 == Distinct(<<>>, <<\(variables.joined(separator: ", "))>>)")
                for (index, channel) in system.channels.enumerated() {
                    if system.isUnordered {
                        lines.add("queue_\(index + 1) == Arranged_\(channel.name)(t, numbers, met_\(index), <<>>, t.\(channel.name))")
                    } else {
                        lines.add("queue_\(index + 1) == t.\(channel.name)")
                    }
                    lines.add("met_\(index + 1) == Met_\(channel.name)(met_\(index), queue_\(index + 1))")
                }
                let last = "met_\(system.channels.count)"
                lines.add("all == Distinct(\(last), [i \\in 1..Len(\(last)) |-> t.epochs[\(last)[i]].parent])")
                lines.add("Held(it) == IF it # unheld /\\ IsNamed(\(last), it) THEN Name(\(last), it) ELSE unheld")
            }
            lines.add("IN [")
            lines.indented { lines in
                for variable in system.variables {
                    let value = "t.\(variable.name)"
                    switch variable.kind {
                    case .node: lines.add("\(variable.name) |-> Name(all, \(value)),")
                    case .number: lines.add("\(variable.name) |-> Shift(numbers, \(value)),")
                    case .boolean, .plain: lines.add("\(variable.name) |-> \(value),")
                    }
                }
                for (index, channel) in system.channels.enumerated() {
                    let fields = channel.columns.map { column in
                        let value = "queue_\(index + 1)[i].\(column.name)"
                        switch column.kind {
                        case .node: return "\(column.name) |-> Name(all, \(value))"
                        case .number: return "\(column.name) |-> Shift(numbers, \(value))"
                        case .boolean, .plain: return "\(column.name) |-> \(value)"
                        }
                    }
                    lines.add("\(channel.name) |-> [i \\in 1..Len(queue_\(index + 1)) |-> [\(fields.joined(separator: ", "))]],")
                    if system.remembersUnaware { lines.add("unaware_\(channel.name) |-> t.unaware_\(channel.name),") }
                }
                for counter in system.counters { lines.add("\(counter) |-> t.\(counter),") }
                let last = "met_\(system.channels.count)"
                lines.add("epochs |-> [i \\in 1..Len(\(last)) |-> [")
                lines.add("    number |-> Shift(numbers, t.epochs[\(last)[i]].number), parent |-> Name(all, t.epochs[\(last)[i]].parent),")
                lines.add("    author |-> t.epochs[\(last)[i]].author, key_package |-> Held(t.epochs[\(last)[i]].key_package)]]")
            }
            lines.add("]")
        }
        lines.add("")
        lines.add("\\* A step is taken where the numbers that it leads to can be told apart.")
        lines.add("Take(t) == AreTold(Numbers(t)) /\\ s' = Canonical(t)")
        lines.add("")
    }

    private func arranging(_ lines: inout Lines) {
        lines.add("\\* Messages without an order are arranged by their looks; those that look alike are told apart by what was named before.")
        lines.add("Least(places) == IF places = {} THEN 0 ELSE CHOOSE i \\in places : \\A j \\in places : i <= j")
        lines.add("Looks(t, numbers, found, it) ==")
        lines.add("    IF it = none THEN 0 ELSE IF IsNamed(found, it) THEN Name(found, it)")
        lines.add("    ELSE LET parent == ParentOf(t, it)")
        lines.add("             place == IF parent # 0 /\\ IsNamed(found, parent) THEN Name(found, parent) ELSE 0")
        lines.add("             child == Least({k \\in 1..Len(found) : ParentOf(t, found[k]) = it \\/ KeyPackageOf(t, found[k]) = it})")
        lines.add("             sibling == IF parent = 0 THEN 0 ELSE Least({k \\in 1..Len(found) : ParentOf(t, found[k]) = parent})")
        let most = system.lastName + system.mostMade + 1
        lines.add(
            "         IN 1000 + (((Shift(numbers, NumberOf(t, it)) * \(system.nobody + 1) + AuthorOf(t, it)) * \(most) + place) * \(most) + child) * \(most) + sibling")
        lines.add("RECURSIVE Before(_, _)")
        lines.add("Before(a, b) == a # <<>> /\\ (Head(a) < Head(b) \\/ (Head(a) = Head(b) /\\ Before(Tail(a), Tail(b))))")
        for channel in system.channels {
            let keys = channel.columns.map { column in
                let value = "message.\(column.name)"
                switch column.kind {
                case .node: return "Looks(t, numbers, found, \(value))"
                case .number: return "Shift(numbers, \(value))"
                case .boolean: return "(IF \(value) THEN 1 ELSE 0)"
                case .plain: return value
                }
            }
            lines.add("Key_\(channel.name)(t, numbers, found, message) == <<\(keys.joined(separator: ", "))>>")
            lines.add("RECURSIVE Arranged_\(channel.name)(_, _, _, _, _)")
            lines.add("Arranged_\(channel.name)(t, numbers, found, done, rest) ==")
            lines.add("    IF rest = <<>> THEN done")
            lines.add("    ELSE LET Key(i) == Key_\(channel.name)(t, numbers, found, rest[i])")
            lines.add("             least == CHOOSE i \\in 1..Len(rest) : \\A j \\in 1..Len(rest) : ~Before(Key(j), Key(i))")
            lines.add("         IN Arranged_\(channel.name)(t, numbers, Distinct(found, Mentions_\(channel.name)(rest[least])), Append(done, rest[least]),")
            lines.add("                Without(rest, least))")
        }
        lines.add("")
    }

    // MARK: Actions

    private func start(_ lines: inout Lines) {
        lines.add("Init == s = [")
        lines.indented { lines in
            for variable in system.variables { lines.add("\(variable.name) |-> \(value(variable.initial, variable.kind, "s")),") }
            for channel in system.channels {
                lines.add("\(channel.name) |-> <<>>,")
                if system.remembersUnaware { lines.add("unaware_\(channel.name) |-> FALSE,") }
            }
            for counter in system.counters { lines.add("\(counter) |-> 0,") }
            let nodes = system.nodes.map {
                "[number |-> \($0.number), parent |-> \($0.parent), author |-> \($0.author), key_package |-> \($0.keyPackage)]"
            }
            lines.add("epochs |-> <<\(nodes.joined(separator: ", "))>>")
        }
        lines.add("]")
        lines.add("")
    }

    private func actions(_ lines: inout Lines) {
        var names: [String] = []
        for rule in system.rules {
            let places = system.places(of: rule)
            let isRanging = places.count > 1
            lines.add("\\* \(Identifier.comment(rule.title))\(rule.line.map { $0 > 0 ? ", line \($0)" : "" } ?? "")")
            if isRanging, let channel = rule.channel {
                lines.add("\(rule.name)(place) ==")
                names.append("\\E place \\in 1..Len(s.\(system.channels[channel].name)) : \(rule.name)(place)")
            } else {
                lines.add("\(rule.name) ==")
                names.append(rule.name)
            }
            lines.indented { lines in
                let condition = isRanging || rule.channel == nil ? rule.condition : rule.condition.at(0)
                if case .and(let parts) = condition {
                    for part in parts { lines.add("/\\ \(notation("s").text(part))") }
                } else {
                    lines.add("/\\ \(notation("s").text(condition))")
                }
                if isRanging, let channel = rule.channel, system.profile.order == .fifo, !rule.isLoss, let stale = system.channels[channel].stale {
                    let name = system.channels[channel].name
                    let column = system.channels[channel].columns[stale].name
                    lines.add("/\\ place = 1 \\/ (~s.\(name)[place].\(column) /\\ s.\(name)[place - 1].\(column))")
                }
                var number = 0
                lines.add("/\\ LET t0 == Load(s)")
                let body = isRanging || rule.channel == nil ? rule.body : rule.body.map { $0.at(0) }
                lines.indented { lines in
                    lines.indented { lines in
                        for statement in body { add(statement, "t", &number, isRanging ? "place" : "1", &lines) }
                        if rule.waitsForRoom { lines.add("room == \(room(rule, "t\(number)"))") }
                        if isCreating(rule) { createBesideOthers("t\(number)", &lines) }
                    }
                    var taking = "Take(t\(number))"
                    if rule.waitsForRoom { taking = "room /\\ " + taking }
                    if isCreating(rule) { taking = "~(others /\\ smallest = 2) /\\ " + taking }
                    lines.add("IN \(taking)")
                }
            }
            lines.add("")
        }
        lines.add("Next ==")
        lines.indented { lines in for name in names { lines.add("\\/ \(name)") } }
        lines.add("")
        lines.add("Spec == Init /\\ [][Next]_s")
        lines.add("")
    }

    private func isCreating(_ rule: Rule) -> Bool { sizes.keepsSmallestNumber && rule.body.makings.contains(where: \.isGroup) }

    /// A spontaneous step has to wait for room for what it sends.
    private func room(_ rule: Rule, _ state: String) -> String {
        let parts = system.channels.enumerated().filter { rule.body.sends(into: $0.offset) > 0 }.map { _, channel in
            "(Len(\(state).\(channel.name)) = Len(s.\(channel.name)) \\/ Present(\(state).\(channel.name)) <= \(system.profile.capacity))"
        }
        return parts.isEmpty ? "TRUE" : parts.joined(separator: " /\\ ")
    }

    /// How far the number of a new group is from the others has to be known.
    private func createBesideOthers(_ state: String, _ lines: inout Lines) {
        var others: [String] = []
        for variable in system.variables {
            let value = "\(state).\(variable.name)"
            if variable.kind == .node { others.append("(\(value) # created /\\ NumberOf(\(state), \(value)) # 0)") }
            if variable.kind == .number { others.append("\(value) > 1") }
        }
        for channel in system.channels {
            for column in channel.columns {
                let value = "\(state).\(channel.name)[i].\(column.name)"
                let range = "\\E i \\in 1..Len(\(state).\(channel.name)) : "
                if column.kind == .node { others.append("(\(range)\(value) # created /\\ NumberOf(\(state), \(value)) # 0)") }
                if column.kind == .number { others.append("(\(range)\(value) > 1)") }
            }
        }
        lines.add("others == \(others.joined(separator: " \\/ "))")
        lines.add("numbers == Numbers(s)")
        lines.add("smallest == IF numbers = {} THEN 0 ELSE CHOOSE n \\in numbers : \\A m \\in numbers : n <= m")
    }

    /// - Parameter number: of the last of the records `t0`, `t1`, ..., each of which is what a statement makes of the one before.
    private func add(_ statement: Statement, _ stem: String, _ number: inout Int, _ place: String, _ lines: inout Lines) {
        let before = "\(stem)\(number)"
        let notation = notation(before)
        func next(_ text: String) {
            number += 1
            lines.add("\(stem)\(number) == \(text)")
        }
        switch statement {
        case .set(let variable, let term):
            let declared = system.variables[variable]
            next("[\(before) EXCEPT !.\(declared.name) = \(value(term, declared.kind, before))]")
        case .make(let index, let making, let author):
            switch making {
            case .commit(let parent): next("Make(\(before), \(notation.attribute(.number, notation.text(parent))) + 1, \(notation.text(parent)), \(author), unheld)")
            case .group(let keyPackage):
                // The epoch 0 of the group, which nobody holds.
                next("Make(\(before), 0, none, \(author), unheld)")
                next("Make(\(stem)\(number), 1, Fresh(\(stem)\(number)), \(author), \(notation.text(keyPackage)))")
                if sizes.keepsSmallestNumber { lines.add("created == Fresh(\(stem)\(number))") }
            case .keyPackage: next("Make(\(before), 0, none, \(author), unheld)")
            }
            lines.add("\(notation.made(index)) == Fresh(\(stem)\(number))")
        case .require(let term, let what):
            next("IF \(notation.text(term)) THEN \(before) ELSE Assert(FALSE, \"\(Identifier.comment(what))\")")
        case .branch(let test, let then, let otherwise):
            func branch(_ statements: [Statement]) -> String {
                var inner = Lines()
                var count = number
                for statement in statements { add(statement, stem, &count, place, &inner) }
                let text = inner.text.split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: 20))
                return text.isEmpty ? before : "LET \(text) IN \(stem)\(count)"
            }
            next("IF \(notation.text(test))\n                THEN \(branch(then))\n                ELSE \(branch(otherwise))")
        case .send(let index, let columns):
            let channel = system.channels[index]
            let fields = zip(columns, channel.columns).map { "\($1.name) |-> \(value($0, $1.kind, before))" }
            next("Send_\(channel.name)(\(before), [\(fields.joined(separator: ", "))])")
        case .remove(let channel): next("[\(before) EXCEPT !.\(system.channels[channel].name) = Without(@, \(place))]")
        case .cut(let channels):
            if channels.isEmpty { break }
            next("[\(before) EXCEPT \(channels.map { "!.\(system.channels[$0].name) = Cut(@)" }.joined(separator: ", "))]")
        case .setUnaware(let channel, let value): next("[\(before) EXCEPT !.unaware_\(system.channels[channel].name) = \(value ? "TRUE" : "FALSE")]")
        case .count(let index): next("[\(before) EXCEPT !.\(system.counters[index]) = @ + 1]")
        }
    }

    // MARK: Properties

    private func properties(_ lines: inout Lines) {
        if !system.omitted.isEmpty {
            lines.add("\\* Not here, because they are about whole runs: \(Identifier.comment(system.omitted.map(\.name).joined(separator: ", ")))")
        }
        for condition in system.conditions {
            lines.add("\\* \(Identifier.comment(condition.property.name)): \(Identifier.comment(condition.comment))")
            lines.add("\(condition.name) == \(notation("s").text(condition.invariant))")
        }
        lines.add("")
    }
}
