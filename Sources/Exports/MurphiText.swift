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
            attribute: { "\(state == "w" ? "e" : state).\(Self.table($0))[\($1)]" }, isUnaware: { "\(state).unaware_\(system.channels[$0].name)" },
            counter: { "\(state).\(system.counters[$0])" })
    }

    /// The type of a variable, in the state or in the copy. Ranges stand where they are used: Rumur copies what a name stands for.
    private func type(_ kind: TransitionSystem.Kind, inCopy: Bool) -> String {
        switch kind {
        case .node: inCopy ? copyName : "0..\(sizes.epochs)"
        case .number: inCopy ? copyNumber : "0..\(sizes.numbers)"
        case .boolean: "boolean"
        case .plain(let upper): "0..\(upper)"
        }
    }

    /// While a step is carried out there are more names and numbers: fresh ones, and parents of which nothing is known.
    private var copyName: String { "0..\(names)" }
    private var copyNumber: String { "0..\(system.largestNumber)" }

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
            lines.add("-- What is known of the epochs and key packages of the copy")
            lines.add("Epochs: record")
            lines.indented { lines in
                lines.add("number_of: array [\(copyName)] of \(copyNumber);")
                lines.add("parent_of: array [\(copyName)] of \(copyName);")
                lines.add("author_of: array [\(copyName)] of 0..\(system.nobody);")
                lines.add("key_package_of: array [\(copyName)] of \(copyName);")
                lines.add("-- The last name, the group that was created, and whether the step is taken")
                lines.add("fresh: \(copyName);")
                lines.add("created: \(copyName);")
                lines.add("taken: boolean;")
            }
            lines.add("end;")
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
        guard !inCopy else { return }
        let name = "0..\(sizes.epochs)"
        lines.add("-- What is known of the epochs and key packages, by their names; of parents that nothing else refers to nothing is known")
        lines.add("number_of: array [\(name)] of 0..\(sizes.numbers);")
        lines.add("parent_of: array [\(name)] of 0..\(system.lastName);")
        lines.add("author_of: array [\(name)] of 0..\(system.nobody);")
        lines.add("key_package_of: array [\(name)] of 0..\(system.noKeyPackage);")
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
        procedure("load(var w: Copy; var e: Epochs)", locals: ["i: 0..1000"], &lines) { lines in
            lines.add("for n: \(copyName) do")
            lines.add("    e.number_of[n] := 0; e.parent_of[n] := 0; e.author_of[n] := 0; e.key_package_of[n] := 0;")
            lines.add("endfor;")
            lines.add("for n: 0..\(sizes.epochs) do")
            for attribute in Term.Attribute.allCases { lines.add("    e.\(Self.table(attribute))[n] := s.\(Self.table(attribute))[n];") }
            lines.add("endfor;")
            for variable in system.variables { lines.add("w.\(variable.name) := s.\(variable.name);") }
            for channel in system.channels {
                loop("0", "i < \(sizes.places) & (i < \(sizes.places) ? s.\(channel.name)[i].kind != 0 : false)", &lines) { lines in
                    for column in channel.columns { lines.add("w.\(channel.name)[i].\(column.name) := s.\(channel.name)[i].\(column.name);") }
                }
                lines.add("w.length_of_\(channel.name) := i;")
                lines.add("w.sent_\(channel.name) := false;")
                if system.remembersUnaware { lines.add("w.unaware_\(channel.name) := s.unaware_\(channel.name);") }
            }
            for counter in system.counters { lines.add("w.\(counter) := s.\(counter);") }
            lines.add("e.fresh := \(system.lastName);")
            lines.add("e.created := 0;")
            lines.add("e.taken := true;")
        }
        lines.add("-- A fresh epoch or key package, by the name e.fresh")
        procedure(
            "make(var e: Epochs; its_number: \(copyNumber); its_parent: \(copyName); its_author: 0..\(system.nobody); its_key_package: \(copyName))", &lines
        ) { lines in
            lines.add("e.fresh := e.fresh + 1;")
            lines.add("e.number_of[e.fresh] := its_number;")
            lines.add("e.parent_of[e.fresh] := its_parent;")
            lines.add("e.author_of[e.fresh] := its_author;")
            lines.add("e.key_package_of[e.fresh] := its_key_package;")
        }
        for (index, channel) in system.channels.enumerated() { network(index, channel, &lines) }
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
        procedure("wait_for_\(name)(var w: Copy; var e: Epochs)", locals: ["i: 0..1000", "j: 0..1000"], &lines) { lines in
            lines.add("j := 0;")
            loop("0", "i < \(length)", &lines) { lines in
                lines.add(channel.stale.map { "if !w.\(name)[i].\(channel.columns[$0].name) then j := j + 1; endif;" } ?? "j := j + 1;")
            }
            lines.add("if w.sent_\(name) & j > \(system.profile.capacity) then e.taken := false; endif;")
        }
    }

    private func meets(_ kind: TransitionSystem.Kind, _ text: String) -> String? {
        switch kind {
        case .node: "met[e.number_of[\(text)]] := true;"
        case .number: "met[\(text)] := true;"
        case .boolean, .plain: nil
        }
    }

    /// Gives the next new name to what has none yet.
    private func name(_ value: String) -> String {
        "x := \(value); if x != 0 & names[x] = 0 then named := named + 1; names[x] := named; order[named] := x; endif;"
    }

    private func write(_ kind: TransitionSystem.Kind, _ from: String, to: String) -> String {
        switch kind {
        case .node: "\(name(from)) \(to) := names[x];"
        case .number: "\(to) := shift[\(from)];"
        case .boolean, .plain: "\(to) := \(from);"
        }
    }

    private func store(_ lines: inout Lines) {
        lines.add("-- Writes the copy back, in canonical form: numbers are counted from the smallest, epochs and key packages are named in the order in")
        lines.add("-- which they are met, and those that nothing refers to are forgotten.")
        var locals = [
            "i: 0..1000", "last: 0..1000", "previous: \(copyNumber)", "referred: \(copyName)", "x: \(copyName)", "named: \(copyName)",
            "names: array [\(copyName)] of \(copyName)", "order: array [\(copyName)] of \(copyName)", "met: array [\(copyNumber)] of boolean",
            "shift: array [\(copyNumber)] of \(copyNumber)",
        ]
        if system.isUnordered {
            let columns = system.channels.map(\.columns.count).max() ?? 1
            locals += ["j: 0..1000", "best: 0..1000", "c: 0..100", "less: boolean", "child: \(copyName)", "sibling: \(copyName)"]
            locals += ["key: array [0..\(columns - 1)] of 0..100000000", "lowest: array [0..\(columns - 1)] of 0..100000000"]
            locals += system.channels.map { "held_\($0.name): \($0.name)_copy" }
        }
        procedure("store(var w: Copy; var e: Epochs)", locals: locals, &lines) { lines in
            lines.add("for n: \(copyName) do names[n] := 0; order[n] := 0; endfor;")
            lines.add("for n: \(copyNumber) do met[n] := false; shift[n] := 0; endfor;")
            lines.add("-- Which numbers are there?")
            for variable in system.variables { if let line = meets(variable.kind, "w.\(variable.name)") { lines.add(line) } }
            for channel in system.channels {
                let met = channel.columns.compactMap { meets($0.kind, "w.\(channel.name)[i].\($0.name)") }
                if met.isEmpty { continue }
                loop("0", "i < w.length_of_\(channel.name)", &lines) { $0.add(met) }
            }
            lines.add("last := 0; previous := 0; named := 0;")
            lines.add("for n := 1 to \(system.largestNumber) do")
            lines.indented { lines in
                lines.add("if met[n] then")
                lines.add("    if previous = 0 then")
                lines.add("        last := \(sizes.keepsSmallestNumber ? "(n < 2 ? n : 2)" : "1");")
                lines.add("    else")
                lines.add("        if n - previous > gap_limit then e.taken := false; endif;")
                lines.add("        last := last + n - previous;")
                lines.add("    endif;")
                lines.add("    previous := n;")
                lines.add("    shift[n] := last;")
                lines.add("endif;")
            }
            lines.add("endfor;")
            lines.add("if !e.taken then return; endif;")
            lines.add("assert last <= \(sizes.numbers) \"export with more --numbers\";")
            for variable in system.variables { lines.add(write(variable.kind, "w.\(variable.name)", to: "s.\(variable.name)")) }
            for channel in system.channels { storeChannel(channel, &lines) }
            for counter in system.counters { lines.add("s.\(counter) := w.\(counter);") }
            lines.add("referred := named;")
            lines.add("assert referred <= \(sizes.epochs) \"export with more --epochs\";")
            loop("1", "i <= referred", &lines) { lines in
                lines.add("s.author_of[i] := e.author_of[order[i]];")
                lines.add("s.number_of[i] := shift[e.number_of[order[i]]];")
                lines.add(name("e.parent_of[order[i]]"))
                lines.add("s.parent_of[i] := names[x];")
                lines.add("x := e.key_package_of[order[i]];")
                lines.add("s.key_package_of[i] := (x != unheld & names[x] != 0 & names[x] <= referred ? names[x] : unheld);")
            }
            lines.add("while i <= \(sizes.epochs) do")
            for attribute in Term.Attribute.allCases { lines.add("    s.\(Self.table(attribute))[i] := 0;") }
            lines.add("    i := i + 1;")
            lines.add("endwhile;")
        }
    }

    private func storeChannel(_ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = channel.name
        lines.add("assert w.length_of_\(name) <= \(sizes.places) \"export with more --places\";")
        loop("0", "i < w.length_of_\(name)", &lines) { lines in
            if system.isUnordered { chooseNext(channel, &lines) }
            for column in channel.columns { lines.add(write(column.kind, "w.\(name)[i].\(column.name)", to: "s.\(name)[i].\(column.name)")) }
        }
        lines.add("while i < \(sizes.places) do")
        for column in channel.columns { lines.add("    s.\(name)[i].\(column.name) := \(zero(column.kind));") }
        lines.add("    i := i + 1;")
        lines.add("endwhile;")
        if system.remembersUnaware { lines.add("s.unaware_\(name) := w.unaware_\(name);") }
    }

    private func chooseNext(_ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = channel.name
        lines.add("-- Messages without an order are written by their looks; those that look alike are told apart by what was named before.")
        lines.add("best := i;")
        lines.add("j := i;")
        lines.add("while j < w.length_of_\(name) do")
        lines.indented { lines in
            for (index, column) in channel.columns.enumerated() {
                let value = "w.\(name)[j].\(column.name)"
                switch column.kind {
                case .node:
                    let most = names + 1
                    lines.add("x := \(value); child := 0; sibling := 0;")
                    lines.add("if x != 0 & names[x] = 0 then")
                    lines.add("    for k := 1 to \(names) do")
                    lines.add("        if k <= named then")
                    lines.add("            if child = 0 & (e.parent_of[order[k]] = x | e.key_package_of[order[k]] = x) then child := k; endif;")
                    lines.add("            if sibling = 0 & e.parent_of[x] != 0 & e.parent_of[order[k]] = e.parent_of[x] then sibling := k; endif;")
                    lines.add("        endif;")
                    lines.add("    endfor;")
                    lines.add(
                        "    key[\(index)] := 1000 + (((shift[e.number_of[x]] * \(system.nobody + 1) + e.author_of[x]) * \(most) + names[e.parent_of[x]]) * \(most) + child) * \(most) + sibling;")
                    lines.add("else")
                    lines.add("    key[\(index)] := names[x];")
                    lines.add("endif;")
                case .number: lines.add("key[\(index)] := shift[\(value)];")
                case .boolean: lines.add("key[\(index)] := (\(value) ? 1 : 0);")
                case .plain: lines.add("key[\(index)] := \(value);")
                }
            }
            lines.add("less := j = i;")
            lines.add("if !less then")
            lines.add("    c := 0;")
            lines.add("    while c < \(channel.columns.count - 1) & key[c] = lowest[c] do c := c + 1; endwhile;")
            lines.add("    less := key[c] < lowest[c];")
            lines.add("endif;")
            lines.add("if less then best := j; for k := 0 to \(channel.columns.count - 1) do lowest[k] := key[k]; endfor; endif;")
            lines.add("j := j + 1;")
        }
        lines.add("endwhile;")
        lines.add("if best != i then")
        lines.add("    held_\(name) := w.\(name)[i]; w.\(name)[i] := w.\(name)[best]; w.\(name)[best] := held_\(name);")
        lines.add("endif;")
    }

    /// Where a group is created while the smallest number is only known to be larger than 1, how far its number is from the others is not known.
    private func createBesideOthers(_ lines: inout Lines) {
        lines.add("-- How far the number of a new group is from the others has to be known.")
        procedure("create_beside_others(var w: Copy; var e: Epochs)", locals: ["i: 0..1000", "others: boolean", "smallest: 0..1000"], &lines) { lines in
            lines.add("others := false;")
            lines.add("smallest := 1000;")
            func look(_ kind: TransitionSystem.Kind, _ after: String, _ before: String?, _ lines: inout Lines) {
                switch kind {
                case .node:
                    lines.add("if \(after) != e.created & e.number_of[\(after)] != 0 then others := true; endif;")
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
                loop("0", "i < \(sizes.places)", &lines) { lines in
                    for column in channel.columns {
                        let before = "s.\(channel.name)[i].\(column.name)"
                        let number = column.kind == .node ? "s.number_of[\(before)]" : before
                        guard column.kind == .node || column.kind == .number else { continue }
                        lines.add("if \(number) != 0 & \(number) < smallest then smallest := \(number); endif;")
                    }
                }
            }
            lines.add("if others & smallest = 2 then e.taken := false; endif;")
        }
    }

    // MARK: Rules

    private func start(_ lines: inout Lines) {
        lines.add("startstate \"the beginning\"")
        lines.add("begin")
        lines.indented { lines in
            for variable in system.variables { lines.add("s.\(variable.name) := \(value(variable.initial, variable.kind, "s"));") }
            for channel in system.channels {
                lines.add("for p := 0 to \(sizes.places - 1) do")
                for column in channel.columns { lines.add("    s.\(channel.name)[p].\(column.name) := \(zero(column.kind));") }
                lines.add("endfor;")
                if system.remembersUnaware { lines.add("s.unaware_\(channel.name) := false;") }
            }
            for counter in system.counters { lines.add("s.\(counter) := 0;") }
            lines.add("for n: 0..\(sizes.epochs) do s.number_of[n] := 0; s.parent_of[n] := 0; s.author_of[n] := 0; s.key_package_of[n] := 0; endfor;")
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
                lines.add("    e: Epochs;")
                for index in rule.body.makings.indices { lines.add("    made_\(index + 1): \(copyName);") }
                lines.add("begin")
                lines.indented { lines in
                    lines.add("load(w, e);")
                    for statement in rule.body { add(statement, isRanging ? "place" : "0", &lines) }
                    if rule.waitsForRoom {
                        for (index, channel) in system.channels.enumerated() where rule.body.sends(into: index) > 0 {
                            lines.add("wait_for_\(channel.name)(w, e);")
                        }
                    }
                    if sizes.keepsSmallestNumber, rule.body.makings.contains(where: \.isGroup) { lines.add("create_beside_others(w, e);") }
                    lines.add("store(w, e);")
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
            case .commit(let parent): lines.add("make(e, e.number_of[\(text(parent))] + 1, \(text(parent)), \(author), unheld);")
            case .group(let keyPackage):
                // The epoch 0 of the group, which nobody holds.
                lines.add("make(e, 0, none, \(author), unheld);")
                lines.add("make(e, 1, e.fresh, \(author), \(text(keyPackage)));")
                lines.add("e.created := e.fresh;")
            case .keyPackage: lines.add("make(e, 0, none, \(author), unheld);")
            }
            lines.add("\(notation.made(index)) := e.fresh;")
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
