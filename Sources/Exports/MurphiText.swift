import ProtocolModel

/// A system in Murphi (Dill et al.: Protocol verification as a hardware design aid, 1992), as Rumur reads it.
///
/// The rules are the rows. Each carries out its step on a copy of the state, which is then written back in canonical form.
public struct MurphiText {
    let system: TransitionSystem

    /// - Throws: `ExportError`.
    public init(_ request: ExportRequest) throws(ExportError) {
        system = try TransitionSystem(request)
    }

    private var sizes: ExportSizes { system.sizes }
    /// The largest name of an epoch or key package while a step is carried out.
    private var names: Int { system.lastName + system.mostMade }

    // MARK: Notation

    private static func table(_ attribute: Term.Attribute) -> String {
        switch attribute {
        case .number: "number_of"
        case .parent: "parent_of"
        case .author: "author_of"
        case .keyPackage: "key_package_of"
        }
    }

    /// - Parameter state: `s` before the step, `w` while it is carried out.
    private func notation(_ state: String) -> Notation {
        Notation(
            system: system, equal: "=", and: "&", or: "|", conditional: { "(\($0) ? \($1) : \($2))" },
            variable: { "\(state).\(system.variables[$0].name)" },
            column: { channel, place, column in
                let index: String =
                    switch place {
                    case .at(let index): "\(index)"
                    case .parameter: "place"
                    }
                return "s.\(system.channels[channel].name)[\(index)].\(system.channels[channel].columns[column].name)"
            },
            attribute: { "\(state).\(Self.table($0))[\($1)]" }, isUnaware: { "\(state).unaware_\(system.channels[$0].name)" },
            counter: { "\(state).\(system.counters[$0])" })
    }

    /// The type of a variable, in the state or in the copy.
    private func type(_ kind: TransitionSystem.Kind, inCopy: Bool) -> String {
        switch kind {
        case .node: inCopy ? "CopyName" : "Name"
        case .number: inCopy ? "CopyNumber" : "Number"
        case .boolean: "boolean"
        case .plain(let upper): "0..\(upper)"
        }
    }

    private func zero(_ kind: TransitionSystem.Kind) -> String { kind == .boolean ? "false" : "0" }

    // MARK: Text

    public var text: String {
        var lines = Lines()
        header(&lines)
        declarations(&lines)
        procedures(&lines)
        start(&lines)
        rules(&lines)
        properties(&lines)
        return lines.text
    }

    private func header(_ lines: inout Lines) {
        lines.add(system.headline.map { $0.isEmpty ? "--" : "-- " + $0 })
        lines.add("--")
        lines.add("-- All reachable states, and all properties:")
        lines.add("--     rumur --output model.c model.m --deadlock-detection off --threads 1 --symmetry-reduction off")
        lines.add("--     gcc -O3 -march=native -std=c11 -mcx16 -o model model.c -lpthread -latomic && ./model")
        lines.add("-- \"states\" at the end is their number. An error is a run that breaks an invariant, and shows it with the names of rows.")
        lines.add("")
    }

    private func declarations(_ lines: inout Lines) {
        lines.add("const")
        lines.indented { lines in
            lines.add("none: 0;")
            for group in system.constants.definitions(system.model) {
                lines.add("-- \(Identifier.comment(group.comment))")
                for (name, value) in group.values { lines.add("\(name): \(value);") }
            }
            lines.add("-- The author of the epochs that the model begins with, and a key package that nobody holds")
            lines.add("nobody: \(system.nobody);")
            lines.add("unheld: \(system.noKeyPackage);")
            lines.add("-- The most epochs and key packages that are referred to, the largest epoch number, the most messages in a channel")
            lines.add("most_epochs: \(sizes.epochs);")
            lines.add("most_numbers: \(sizes.numbers);")
            lines.add("most_messages: \(sizes.places);")
            lines.add("-- Numbers further apart than this are not told apart, and not explored")
            lines.add("gap_limit: \(system.gapLimit);")
        }
        lines.add("")
        lines.add("type")
        lines.indented { lines in
            lines.add("Name: 0..most_epochs;")
            lines.add("Number: 0..most_numbers;")
            lines.add("-- While a step is carried out there are more: fresh ones, and parents of which nothing is known")
            lines.add("CopyName: 0..\(names);")
            lines.add("CopyNumber: 0..\(system.largestNumber);")
            for inCopy in [false, true] {
                for channel in system.channels {
                    lines.add("\(channel.name)_\(inCopy ? "copy" : "message"): record")
                    for column in channel.columns { lines.add("    \(column.name): \(type(column.kind, inCopy: inCopy));") }
                    lines.add("end;")
                }
            }
            for inCopy in [false, true] {
                lines.add(inCopy ? "-- A copy of it, on which a step is carried out" : "-- The state")
                lines.add(inCopy ? "Copy: record" : "State: record")
                lines.indented { record(inCopy, &$0) }
                lines.add("end;")
            }
        }
        lines.add("")
        lines.add("var")
        lines.add("    s: State;")
        lines.add("")
    }

    private func record(_ inCopy: Bool, _ lines: inout Lines) {
        for variable in system.variables { lines.add("\(variable.name): \(type(variable.kind, inCopy: inCopy));") }
        for channel in system.channels {
            if inCopy {
                lines.add("\(channel.name): array [0..\(sizes.places + system.mostSent - 1)] of \(channel.name)_copy;")
                lines.add("length_of_\(channel.name): 0..\(sizes.places + system.mostSent);")
                lines.add("sent_\(channel.name): boolean;")
            } else {
                lines.add("\(channel.name): array [0..\(sizes.places - 1)] of \(channel.name)_message;")
            }
            if system.remembersUnaware { lines.add("unaware_\(channel.name): boolean;") }
        }
        for (index, counter) in system.counters.enumerated() {
            lines.add("\(counter): 0..\(system.profile.bounds[index].most + (inCopy ? 1 : 0));")
        }
        let index = inCopy ? "CopyName" : "Name"
        lines.add("number_of: array [\(index)] of \(inCopy ? "CopyNumber" : "Number");")
        lines.add("parent_of: array [\(index)] of \(inCopy ? "CopyName" : "0..\(system.lastName)");")
        lines.add("author_of: array [\(index)] of 0..nobody;")
        lines.add("key_package_of: array [\(index)] of \(inCopy ? "CopyName" : "0..unheld");")
        guard inCopy else { return }
        lines.add("-- Whether the step is taken; the last name; the group that was created")
        lines.add("taken: boolean;")
        lines.add("fresh: CopyName;")
        lines.add("created: CopyName;")
        lines.add("-- New names by old ones, old names by new ones; which numbers there are, and what becomes of them")
        lines.add("names: array [CopyName] of CopyName;")
        lines.add("order: array [CopyName] of CopyName;")
        lines.add("named: CopyName;")
        lines.add("met: array [CopyNumber] of boolean;")
        lines.add("shift: array [CopyNumber] of CopyNumber;")
    }

    /// A loop over `i` while a condition holds.
    private func loop(_ from: String, _ condition: String, _ lines: inout Lines, _ body: (inout Lines) -> Void) {
        lines.add("i := \(from);")
        lines.add("while \(condition) do")
        lines.indented {
            body(&$0)
            $0.add("i := i + 1;")
        }
        lines.add("endwhile;")
    }

    private func procedure(_ heading: String, locals: [String] = [], _ lines: inout Lines, _ body: (inout Lines) -> Void) {
        lines.add("procedure \(heading);")
        if !locals.isEmpty {
            lines.add("var")
            for local in locals { lines.add("    \(local);") }
        }
        lines.add("begin")
        lines.indented(body)
        lines.add("endprocedure;")
        lines.add("")
    }

    // MARK: Loading and storing

    private func procedures(_ lines: inout Lines) {
        lines.add("-- The state is copied, and what the step does is done to the copy.")
        procedure("load(var w: Copy)", locals: ["i: 0..1000"], &lines) { lines in
            lines.add("clear w;")
            lines.add("for n: CopyName do")
            lines.add("    w.number_of[n] := 0; w.parent_of[n] := 0; w.author_of[n] := 0; w.key_package_of[n] := 0;")
            lines.add("    w.names[n] := 0; w.order[n] := 0;")
            lines.add("endfor;")
            lines.add("for n: CopyNumber do w.met[n] := false; w.shift[n] := 0; endfor;")
            lines.add("for n: Name do")
            for attribute in Term.Attribute.allCases { lines.add("    w.\(Self.table(attribute))[n] := s.\(Self.table(attribute))[n];") }
            lines.add("endfor;")
            for variable in system.variables { lines.add("w.\(variable.name) := s.\(variable.name);") }
            for channel in system.channels {
                loop("0", "i < most_messages & (i < most_messages ? s.\(channel.name)[i].type != 0 : false)", &lines) { lines in
                    for column in channel.columns { lines.add("w.\(channel.name)[i].\(column.name) := s.\(channel.name)[i].\(column.name);") }
                }
                lines.add("w.length_of_\(channel.name) := i;")
                lines.add("w.sent_\(channel.name) := false;")
                if system.remembersUnaware { lines.add("w.unaware_\(channel.name) := s.unaware_\(channel.name);") }
            }
            for counter in system.counters { lines.add("w.\(counter) := s.\(counter);") }
            lines.add("w.taken := true;")
            lines.add("w.fresh := \(system.lastName);")
            lines.add("w.created := none;")
            lines.add("w.named := 0;")
        }
        lines.add("-- A fresh epoch or key package, by the name w.fresh")
        procedure("make(var w: Copy; its_number: CopyNumber; its_parent: CopyName; its_author: 0..nobody; its_key_package: CopyName)", &lines) { lines in
            lines.add("w.fresh := w.fresh + 1;")
            lines.add("w.number_of[w.fresh] := its_number;")
            lines.add("w.parent_of[w.fresh] := its_parent;")
            lines.add("w.author_of[w.fresh] := its_author;")
            lines.add("w.key_package_of[w.fresh] := its_key_package;")
        }
        for (index, channel) in system.channels.enumerated() { network(index, channel, &lines) }
        lines.add("-- The next new name for what has none yet")
        procedure("name(var w: Copy; it: CopyName)", &lines) { lines in
            lines.add("if it != none & w.names[it] = 0 then")
            lines.add("    w.named := w.named + 1;")
            lines.add("    w.names[it] := w.named;")
            lines.add("    w.order[w.named] := it;")
            lines.add("endif;")
        }
        if system.isUnordered { keys(&lines) }
        store(&lines)
        if sizes.keepsSmallestNumber, system.rules.contains(where: { $0.body.makings.contains(where: \.isGroup) }) { createBesideOthers(&lines) }
    }

    private func network(_ index: Int, _ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = channel.name
        let length = "w.length_of_\(name)"
        lines.add("-- Takes the message at the place out of what is in flight")
        procedure("remove_from_\(name)(var w: Copy; place: 0..\(sizes.places - 1))", locals: ["i: 0..1000"], &lines) { lines in
            lines.add("\(length) := \(length) - 1;")
            loop("place", "i < \(length)", &lines) { $0.add("w.\(name)[i] := w.\(name)[i + 1];") }
        }
        let parameters = channel.columns.map { "; its_\($0.name): \(type($0.kind, inCopy: true))" }.joined()
        procedure("send_\(name)(var w: Copy\(parameters))", locals: ["i: 0..1000", "j: 0..1000"], &lines) { lines in
            if system.remembersUnaware {
                lines.add("if w.unaware_\(name) then return; endif;")
            }
            if system.isSet {
                lines.add("for p := 0 to \(sizes.places + system.mostSent - 1) do")
                lines.add("    if p < \(length) then")
                lines.add("        if \(channel.columns.map { "w.\(name)[p].\($0.name) = its_\($0.name)" }.joined(separator: " & ")) then return; endif;")
                lines.add("    endif;")
                lines.add("endfor;")
            }
            if system.profile.loss {
                lines.add("j := 0;")
                loop("0", "i < \(length)", &lines) { lines in
                    lines.add(channel.stale.map { "if !w.\(name)[i].\(channel.columns[$0].name) then j := j + 1; endif;" } ?? "j := j + 1;")
                }
                lines.add("if j >= \(system.profile.capacity) then return; endif;")
            }
            lines.add("assert \(length) < \(sizes.places + system.mostSent) \"export with more --places\";")
            for column in channel.columns { lines.add("w.\(name)[\(length)].\(column.name) := its_\(column.name);") }
            lines.add("\(length) := \(length) + 1;")
            lines.add("w.sent_\(name) := true;")
        }
        lines.add("-- The connection has gone")
        procedure("cut_\(name)(var w: Copy)", locals: ["i: 0..1000", "j: 0..1000"], &lines) { lines in
            guard system.remembersStale, let stale = channel.stale else { return lines.add("\(length) := 0;") }
            let column = channel.columns[stale].name
            lines.add("j := 0;")
            loop("0", "i < \(length)", &lines) { lines in
                lines.add("if !w.\(name)[i].\(column) then")
                lines.add("    w.\(name)[j] := w.\(name)[i];")
                lines.add("    w.\(name)[j].\(column) := true;")
                lines.add("    j := j + 1;")
                lines.add("endif;")
            }
            lines.add("\(length) := j;")
        }
        guard !system.profile.loss, system.rules.contains(where: { $0.waitsForRoom && $0.body.sends(into: index) > 0 }) else { return }
        lines.add("-- A spontaneous step has to wait for room.")
        procedure("wait_for_\(name)(var w: Copy)", locals: ["i: 0..1000", "j: 0..1000"], &lines) { lines in
            lines.add("j := 0;")
            loop("0", "i < \(length)", &lines) { lines in
                lines.add(channel.stale.map { "if !w.\(name)[i].\(channel.columns[$0].name) then j := j + 1; endif;" } ?? "j := j + 1;")
            }
            lines.add("if w.sent_\(name) & j > \(system.profile.capacity) then w.taken := false; endif;")
        }
    }

    /// What messages are ordered by where the network has no order.
    private func keys(_ lines: inout Lines) {
        lines.add("-- Messages without an order are written by their looks; those that look alike are told apart by what was named before.")
        lines.add("function key(var w: Copy; it: CopyName): 0..1000000;")
        lines.add("begin")
        lines.add("    if it = none then return 0; endif;")
        lines.add("    if w.names[it] != 0 then return w.names[it]; endif;")
        lines.add("    return 1000 + (w.shift[w.number_of[it]] * \(system.nobody + 1) + w.author_of[it]) * \(names + 1) + w.names[w.parent_of[it]];")
        lines.add("endfunction;")
        lines.add("")
        for channel in system.channels {
            lines.add("function before_in_\(channel.name)(var w: Copy; a: 0..1000; b: 0..1000): boolean;")
            lines.add("begin")
            for column in channel.columns {
                func key(_ place: String) -> String {
                    let value = "w.\(channel.name)[\(place)].\(column.name)"
                    switch column.kind {
                    case .node: return "key(w, \(value))"
                    case .number: return "w.shift[\(value)]"
                    case .boolean: return "(\(value) ? 1 : 0)"
                    case .plain: return value
                    }
                }
                lines.add("    if \(key("a")) != \(key("b")) then return \(key("a")) < \(key("b")); endif;")
            }
            lines.add("    return false;")
            lines.add("endfunction;")
            lines.add("")
        }
    }

    private func meets(_ kind: TransitionSystem.Kind, _ text: String) -> String? {
        switch kind {
        case .node: "w.met[w.number_of[\(text)]] := true;"
        case .number: "w.met[\(text)] := true;"
        case .boolean, .plain: nil
        }
    }

    private func write(_ kind: TransitionSystem.Kind, _ from: String, to: String) -> String {
        switch kind {
        case .node: "name(w, \(from)); \(to) := w.names[\(from)];"
        case .number: "\(to) := w.shift[\(from)];"
        case .boolean, .plain: "\(to) := \(from);"
        }
    }

    private func store(_ lines: inout Lines) {
        lines.add("-- Writes the copy back, in canonical form: numbers are counted from the smallest, epochs and key packages are named in the order in")
        lines.add("-- which they are met, and those that nothing refers to are forgotten.")
        let locals = ["i: 0..1000", "j: 0..1000", "best: 0..1000", "last: 0..1000", "previous: CopyNumber", "referred: CopyName", "x: CopyName"]
            + (system.isUnordered ? system.channels.map { "held_\($0.name): \($0.name)_copy" } : [])
        procedure("store(var w: Copy)", locals: locals, &lines) { lines in
            lines.add("-- Which numbers are there?")
            for variable in system.variables { if let line = meets(variable.kind, "w.\(variable.name)") { lines.add(line) } }
            for channel in system.channels {
                let met = channel.columns.compactMap { meets($0.kind, "w.\(channel.name)[i].\($0.name)") }
                if met.isEmpty { continue }
                loop("0", "i < w.length_of_\(channel.name)", &lines) { $0.add(met) }
            }
            lines.add("last := 0; previous := 0;")
            lines.add("for n := 1 to \(system.largestNumber) do")
            lines.indented { lines in
                lines.add("if w.met[n] then")
                lines.add("    if previous = 0 then")
                lines.add("        last := \(sizes.keepsSmallestNumber ? "(n < 2 ? n : 2)" : "1");")
                lines.add("    else")
                lines.add("        if n - previous > gap_limit then w.taken := false; endif;")
                lines.add("        last := last + n - previous;")
                lines.add("    endif;")
                lines.add("    previous := n;")
                lines.add("    w.shift[n] := last;")
                lines.add("endif;")
            }
            lines.add("endfor;")
            lines.add("if !w.taken then return; endif;")
            lines.add("assert last <= most_numbers \"export with more --numbers\";")
            for variable in system.variables { lines.add(write(variable.kind, "w.\(variable.name)", to: "s.\(variable.name)")) }
            for channel in system.channels { storeChannel(channel, &lines) }
            for counter in system.counters { lines.add("s.\(counter) := w.\(counter);") }
            lines.add("referred := w.named;")
            lines.add("assert referred <= most_epochs \"export with more --epochs\";")
            loop("1", "i <= referred", &lines) { lines in
                lines.add("x := w.order[i];")
                lines.add("s.author_of[i] := w.author_of[x];")
                lines.add("s.number_of[i] := w.shift[w.number_of[x]];")
                lines.add("name(w, w.parent_of[x]);")
                lines.add("s.parent_of[i] := w.names[w.parent_of[x]];")
                lines.add("x := w.key_package_of[x];")
                lines.add("if x != unheld & w.names[x] != 0 & w.names[x] <= referred then")
                lines.add("    s.key_package_of[i] := w.names[x];")
                lines.add("else")
                lines.add("    s.key_package_of[i] := unheld;")
                lines.add("endif;")
            }
            lines.add("while i <= most_epochs do")
            for attribute in Term.Attribute.allCases { lines.add("    s.\(Self.table(attribute))[i] := 0;") }
            lines.add("    i := i + 1;")
            lines.add("endwhile;")
        }
    }

    private func storeChannel(_ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = channel.name
        lines.add("assert w.length_of_\(name) <= most_messages \"export with more --places\";")
        loop("0", "i < w.length_of_\(name)", &lines) { lines in
            if system.isUnordered {
                lines.add("best := i;")
                lines.add("j := i + 1;")
                lines.add("while j < w.length_of_\(name) do")
                lines.add("    if before_in_\(name)(w, j, best) then best := j; endif;")
                lines.add("    j := j + 1;")
                lines.add("endwhile;")
                lines.add("if best != i then")
                lines.add("    held_\(name) := w.\(name)[i];")
                lines.add("    w.\(name)[i] := w.\(name)[best];")
                lines.add("    w.\(name)[best] := held_\(name);")
                lines.add("endif;")
            }
            for column in channel.columns { lines.add(write(column.kind, "w.\(name)[i].\(column.name)", to: "s.\(name)[i].\(column.name)")) }
        }
        lines.add("while i < most_messages do")
        for column in channel.columns { lines.add("    s.\(name)[i].\(column.name) := \(zero(column.kind));") }
        lines.add("    i := i + 1;")
        lines.add("endwhile;")
        if system.remembersUnaware { lines.add("s.unaware_\(name) := w.unaware_\(name);") }
    }

    /// Where a group is created while the smallest number is only known to be larger than 1, how far its number is from the others is not known.
    private func createBesideOthers(_ lines: inout Lines) {
        lines.add("-- How far the number of a new group is from the others has to be known.")
        procedure("create_beside_others(var w: Copy)", locals: ["i: 0..1000", "others: boolean", "smallest: 0..1000"], &lines) { lines in
            lines.add("others := false;")
            lines.add("smallest := 1000;")
            func look(_ kind: TransitionSystem.Kind, _ after: String, _ before: String?, _ lines: inout Lines) {
                switch kind {
                case .node:
                    lines.add("if \(after) != w.created & w.number_of[\(after)] != 0 then others := true; endif;")
                    if let before {
                        lines.add("if s.number_of[\(before)] != 0 & s.number_of[\(before)] < smallest then smallest := s.number_of[\(before)]; endif;")
                    }
                case .number:
                    lines.add("if \(after) > 1 then others := true; endif;")
                    if let before { lines.add("if \(before) != 0 & \(before) < smallest then smallest := \(before); endif;") }
                case .boolean, .plain: break
                }
            }
            for variable in system.variables { look(variable.kind, "w.\(variable.name)", "s.\(variable.name)", &lines) }
            for channel in system.channels {
                loop("0", "i < w.length_of_\(channel.name)", &lines) { lines in
                    for column in channel.columns { look(column.kind, "w.\(channel.name)[i].\(column.name)", nil, &lines) }
                }
                loop("0", "i < most_messages", &lines) { lines in
                    for column in channel.columns {
                        let before = "s.\(channel.name)[i].\(column.name)"
                        let number = column.kind == .node ? "s.number_of[\(before)]" : before
                        guard column.kind == .node || column.kind == .number else { continue }
                        lines.add("if \(number) != 0 & \(number) < smallest then smallest := \(number); endif;")
                    }
                }
            }
            lines.add("if others & smallest = 2 then w.taken := false; endif;")
        }
    }

    // MARK: Rules

    private func start(_ lines: inout Lines) {
        lines.add("startstate \"the beginning\"")
        lines.add("begin")
        lines.indented { lines in
            for variable in system.variables { lines.add("s.\(variable.name) := \(value(variable.initial, variable.kind, "s"));") }
            for channel in system.channels {
                lines.add("for p := 0 to most_messages - 1 do")
                for column in channel.columns { lines.add("    s.\(channel.name)[p].\(column.name) := \(zero(column.kind));") }
                lines.add("endfor;")
                if system.remembersUnaware { lines.add("s.unaware_\(channel.name) := false;") }
            }
            for counter in system.counters { lines.add("s.\(counter) := 0;") }
            lines.add("for n: Name do s.number_of[n] := 0; s.parent_of[n] := 0; s.author_of[n] := 0; s.key_package_of[n] := 0; endfor;")
            for (index, node) in system.nodes.enumerated() {
                for attribute in Term.Attribute.allCases { lines.add("s.\(Self.table(attribute))[\(index + 1)] := \(node[attribute]);") }
            }
        }
        lines.add("endstartstate;")
        lines.add("")
    }

    private func rules(_ lines: inout Lines) {
        for rule in system.rules {
            let places = system.places(of: rule)
            let isRanging = places.count > 1
            if let line = rule.line, line > 0 { lines.add("-- Line \(line)") }
            if isRanging { lines.add("ruleset place: 0..\(sizes.places - 1) do") }
            func write(_ lines: inout Lines) {
                lines.add("rule \"\(Identifier.comment(rule.title))\"")
                lines.indented { lines in
                    let condition = places == [0] ? rule.condition.at(0) : rule.condition
                    lines.add(notation("s").text(condition))
                    if isRanging, let channel = rule.channel, system.profile.order == .fifo, !rule.isLoss, let stale = system.channels[channel].stale {
                        let name = "s.\(system.channels[channel].name)"
                        let column = system.channels[channel].columns[stale].name
                        lines.add("& (place = 0 | (!\(name)[place].\(column) & \(name)[place > 0 ? place - 1 : 0].\(column)))")
                    }
                }
                lines.add("==>")
                lines.add("var")
                lines.add("    w: Copy;")
                for index in rule.body.makings.indices { lines.add("    made_\(index + 1): CopyName;") }
                lines.add("begin")
                lines.indented { lines in
                    lines.add("load(w);")
                    for statement in rule.body { add(statement, isRanging ? "place" : "0", &lines) }
                    if rule.waitsForRoom {
                        for (index, channel) in system.channels.enumerated() where rule.body.sends(into: index) > 0 {
                            lines.add("wait_for_\(channel.name)(w);")
                        }
                    }
                    if sizes.keepsSmallestNumber, rule.body.makings.contains(where: \.isGroup) { lines.add("create_beside_others(w);") }
                    lines.add("store(w);")
                }
                lines.add("endrule;")
            }
            if isRanging { lines.indented(write) } else { write(&lines) }
            if isRanging { lines.add("endruleset;") }
            lines.add("")
        }
    }

    private func value(_ term: Term, _ kind: TransitionSystem.Kind, _ state: String = "w") -> String {
        if case .integer(let number) = term, case .plain = kind { return "\(number)" }
        return notation(state).text(term)
    }

    private func add(_ statement: Statement, _ place: String, _ lines: inout Lines) {
        let notation = notation("w")
        func text(_ term: Term) -> String { notation.text(place == "place" ? term : term.at(0)) }
        func valueText(_ term: Term, _ kind: TransitionSystem.Kind) -> String { value(place == "place" ? term : term.at(0), kind) }
        switch statement {
        case .set(let variable, let term): lines.add("\(notation.variable(variable)) := \(valueText(term, system.variables[variable].kind));")
        case .make(let index, let making, let author):
            switch making {
            case .commit(let parent): lines.add("make(w, w.number_of[\(text(parent))] + 1, \(text(parent)), \(author), unheld);")
            case .group(let keyPackage):
                // The epoch 0 of the group, which nobody holds.
                lines.add("make(w, 0, none, \(author), unheld);")
                lines.add("make(w, 1, w.fresh, \(author), \(text(keyPackage)));")
                lines.add("w.created := w.fresh;")
            case .keyPackage: lines.add("make(w, 0, none, \(author), unheld);")
            }
            lines.add("\(notation.made(index)) := w.fresh;")
        case .require(let term, let what): lines.add("assert \(text(term)) \"\(Identifier.comment(what))\";")
        case .branch(let test, let then, let otherwise):
            lines.add("if \(text(test)) then")
            lines.indented { for statement in then { add(statement, place, &$0) } }
            if !otherwise.isEmpty {
                lines.add("else")
                lines.indented { for statement in otherwise { add(statement, place, &$0) } }
            }
            lines.add("endif;")
        case .send(let channel, let columns):
            let values = zip(columns, system.channels[channel].columns).map { valueText($0, $1.kind) }
            lines.add("send_\(system.channels[channel].name)(w, \(values.joined(separator: ", ")));")
        case .remove(let channel): lines.add("remove_from_\(system.channels[channel].name)(w, \(place));")
        case .cut(let channels): for channel in channels { lines.add("cut_\(system.channels[channel].name)(w);") }
        case .setUnaware(let channel, let value): lines.add("\(notation.isUnaware(channel)) := \(value);")
        case .count(let index): lines.add("\(notation.counter(index)) := \(notation.counter(index)) + 1;")
        }
    }

    // MARK: Properties

    private func properties(_ lines: inout Lines) {
        if !system.omitted.isEmpty {
            lines.add("-- Not here, because they are about whole runs: \(Identifier.comment(system.omitted.map(\.name).joined(separator: ", ")))")
        }
        for condition in system.conditions {
            lines.add("-- \(Identifier.comment(condition.comment))")
            let name = Identifier.comment(condition.property.name)
            if condition.isReachability || system.request.countsViolations {
                lines.add("cover \"\(name)\" \(notation("s").text(.negation(condition.invariant)));")
            } else {
                lines.add("invariant \"\(name)\" \(notation("s").text(condition.invariant));")
            }
        }
    }
}
