import ProtocolModel

/// A system in Promela, for SPIN (Holzmann: The SPIN Model Checker, 2003).
///
/// One process chooses a step among those whose guards hold, and carries it out as one `d_step` on a copy of the state, which is then written back
/// in canonical form. Choice and step are one `atomic`, so that SPIN stores a state for each state of the system and no other.
public struct PromelaText {
    let system: TransitionSystem

    /// - Throws: `ExportError`.
    public init(_ request: ExportRequest) throws(ExportError) {
        system = try TransitionSystem(request)
    }

    private var sizes: ExportSizes { system.sizes }

    // MARK: Notation

    private static func table(_ attribute: Term.Attribute) -> String {
        switch attribute {
        case .number: "number_of"
        case .parent: "parent_of"
        case .author: "author_of"
        case .keyPackage: "key_package_of"
        }
    }

    private func place(_ place: Term.Place) -> String {
        switch place {
        case .at(let index): "\(index)"
        case .parameter: "place"
        }
    }

    /// - Parameter mark: what marks the state that a step leads to.
    private func notation(_ mark: String, place parameter: String = "place") -> Notation {
        Notation(
            system: system, not: { "!\($0)" }, conditional: { "(\($0) -> \($1) : \($2))" },
            variable: { system.variables[$0].name + mark },
            column: { channel, place, column in
                let name = system.channels[channel].name
                let index: String =
                    switch place {
                    case .at(let index): "\(index)"
                    case .parameter: parameter
                    }
                return "\(name)[\(index)].\(system.channels[channel].columns[column].name)"
            },
            attribute: { "\(Self.table($0))\(mark)[\($1)]" }, isUnaware: { "unaware_\(system.channels[$0].name)\(mark)" },
            counter: { "\(system.counters[$0])\(mark)" })
    }

    private func type(_ kind: TransitionSystem.Kind) -> String { kind == .boolean ? "bool" : "byte" }

    private func initial(_ term: Term) -> String { notation("").text(term) }

    // MARK: Text

    public var text: String {
        var lines = Lines()
        header(&lines)
        declarations(&lines)
        canonicalForm(&lines)
        process(&lines)
        properties(&lines)
        return lines.text
    }

    private func header(_ lines: inout Lines) {
        lines.add("/*")
        lines.add(system.headline.map { $0.isEmpty ? "" : "   " + $0 })
        lines.add("")
        lines.add("   All reachable states:")
        lines.add("       spin -a model.pml && gcc -O3 -march=native -DSAFETY -DNOREDUCE -DNOCLAIM -o pan pan.c && ./pan -E -m1000000")
        lines.add("   \"states, stored\" is the number of states; -w26 is for large ones, -DCOLLAPSE for less memory.")
        if !system.conditions.isEmpty {
            lines.add("   A property (\(system.conditions.map(\.name).joined(separator: ", "))):")
            lines.add("       spin -a model.pml && gcc -O3 -march=native -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -E -m1000000 -N \(system.conditions[0].name)")
            lines.add("   An error is a run that breaks it; `./pan -r -g model.pml.trail` or `spin -t -p model.pml` shows it, with the names of rows.")
        }
        lines.add("*/")
        lines.add("")
    }

    private func declarations(_ lines: inout Lines) {
        lines.add("#define none 0")
        for group in system.constants.definitions(system.model) {
            lines.add("/* \(Identifier.comment(group.comment)) */")
            for (name, value) in group.values { lines.add("#define \(name) \(value)") }
        }
        lines.add("/* The author of the epochs that the model begins with, and a key package that nobody holds */")
        lines.add("#define nobody \(system.nobody)")
        lines.add("#define unheld \(system.noKeyPackage)")
        lines.add("/* The most epochs and key packages that are referred to, the largest epoch number, the most messages in a channel */")
        lines.add("#define most_epochs \(sizes.epochs)")
        lines.add("#define most_numbers \(sizes.numbers)")
        lines.add("#define most_messages \(sizes.places)")
        lines.add("/* Numbers further apart than this are not told apart, and not explored */")
        lines.add("#define gap_limit \(system.gapLimit)")
        lines.add("")
        for channel in system.channels {
            lines.add("/* From \(system.instances[channel.from].name) to \(system.instances[channel.to].name) */")
            lines.add("typedef \(channel.name)_message {")
            for (index, column) in channel.columns.enumerated() {
                lines.add("    \(type(column.kind)) \(column.name)\(index + 1 < channel.columns.count ? ";" : "")")
            }
            lines.add("};")
        }
        lines.add("")
        lines.add("/* The state */")
        for variable in system.variables { lines.add("\(type(variable.kind)) \(variable.name) = \(initial(variable.initial));") }
        for (index, channel) in system.channels.enumerated() {
            lines.add("\(channel.name)_message \(channel.name)[most_messages];")
            if system.remembersUnaware { lines.add("bool \(notation("").isUnaware(index));") }
        }
        for counter in system.counters { lines.add("byte \(counter);") }
        lines.add("/* What is known of the epochs and key packages, by their names; of parents that nothing else refers to nothing is known */")
        for attribute in Term.Attribute.allCases {
            let values = [0] + system.nodes.map { $0[attribute] } + Array(repeating: 0, count: max(0, sizes.epochs - system.nodes.count))
            let start = values.allSatisfy { $0 == 0 } ? "" : " = { \(values.map(String.init).joined(separator: ", ")) }"
            lines.add("byte \(Self.table(attribute))[\(sizes.epochs + 1)]\(start);")
        }
        lines.add("/* The step that has been chosen, and the place of the message that it is about */")
        lines.add("byte choice;")
        lines.add("byte place;")
        lines.add("")
        lines.add("/* The state that a step leads to, while it is carried out: with an underscore, as x' in mathematics. No part of the state. */")
        for variable in system.variables { lines.add("hidden byte \(variable.name)_;") }
        for (index, channel) in system.channels.enumerated() {
            lines.add("hidden \(channel.name)_message \(channel.name)_[\(sizes.places + system.mostSent)];")
            lines.add("hidden byte length_of_\(channel.name);")
            if system.remembersUnaware { lines.add("hidden byte \(notation("_").isUnaware(index));") }
            if !system.profile.loss { lines.add("hidden byte sent_\(channel.name);") }
        }
        for counter in system.counters { lines.add("hidden byte \(counter)_;") }
        for attribute in Term.Attribute.allCases { lines.add("hidden byte \(Self.table(attribute))_[\(names + 1)];") }
        for index in 0..<system.mostMade { lines.add("hidden byte made_\(index + 1);") }
        lines.add("/* Whether the step is taken; the next free name */")
        lines.add("hidden byte taken;")
        lines.add("hidden byte fresh;")
        if sizes.keepsSmallestNumber { lines.add("hidden byte created;") }
        lines.add("/* New names by old ones, old names by new ones; which numbers there are, and what becomes of them */")
        lines.add("hidden byte names[\(names + 1)];")
        lines.add("hidden byte order[\(names + 1)];")
        lines.add("hidden byte named;")
        lines.add("hidden byte met[\(system.largestNumber + 1)];")
        lines.add("hidden byte shift[\(system.largestNumber + 1)];")
        for name in ["i", "j", "best", "last", "previous", "referred", "x"] { lines.add("hidden byte \(name);") }
        if system.isUnordered {
            let most = system.channels.map(\.columns.count).max() ?? 1
            for index in 0..<most { lines.add("hidden int key_\(index); hidden int best_\(index);") }
            lines.add("hidden byte held; hidden byte child; hidden byte sibling;")
        }
        lines.add("")
    }

    /// The largest name of an epoch or key package while a step is carried out.
    private var names: Int { system.lastName + system.mostMade }

    // MARK: Loading and storing

    private func canonicalForm(_ lines: inout Lines) {
        lines.add("/* The state is copied, and what the step does is done to the copy. */")
        lines.add("inline load() {")
        lines.indented { lines in
            for variable in system.variables { lines.add("\(variable.name)_ = \(variable.name);") }
            for (index, channel) in system.channels.enumerated() {
                lines.add("i = 0;")
                lines.add("do")
                lines.add(":: i < most_messages && \(channel.name)[i].kind != 0 ->")
                for column in channel.columns { lines.add("   \(channel.name)_[i].\(column.name) = \(channel.name)[i].\(column.name);") }
                lines.add("   i++")
                lines.add(":: else -> break")
                lines.add("od;")
                lines.add("length_of_\(channel.name) = i;")
                if system.remembersUnaware { lines.add("\(notation("_").isUnaware(index)) = \(notation("").isUnaware(index));") }
                if !system.profile.loss { lines.add("sent_\(channel.name) = false;") }
            }
            for counter in system.counters { lines.add("\(counter)_ = \(counter);") }
            lines.add("i = 1;")
            lines.add("do")
            lines.add(":: i <= most_epochs && author_of[i] != 0 ->")
            for attribute in Term.Attribute.allCases { lines.add("   \(Self.table(attribute))_[i] = \(Self.table(attribute))[i];") }
            lines.add("   i++")
            lines.add(":: else -> break")
            lines.add("od;")
            if sizes.keepsSmallestNumber { lines.add("created = 0;") }
            lines.add("fresh = \(system.lastName);")
            lines.add("taken = true")
        }
        lines.add("}")
        lines.add("")
        lines.add("/* A fresh epoch or key package */")
        lines.add("inline make(it, its_number, its_parent, its_author, its_key_package) {")
        lines.add("    fresh++; it = fresh;")
        lines.add("    number_of_[it] = its_number; parent_of_[it] = its_parent; author_of_[it] = its_author;")
        lines.add("    key_package_of_[it] = its_key_package")
        lines.add("}")
        lines.add("")
        for (index, channel) in system.channels.enumerated() { network(index, channel, &lines) }
        lines.add("/* The next new name for what has none yet */")
        lines.add("inline name(it) {")
        lines.add("    if")
        lines.add("    :: it != none && names[it] == 0 -> named++; names[it] = named; order[named] = it")
        lines.add("    :: else")
        lines.add("    fi")
        lines.add("}")
        lines.add("")
        if system.isUnordered { look(&lines) }
        store(&lines)
    }

    private func look(_ lines: inout Lines) {
        lines.add("/* What messages without an order are arranged by: the new name, or how what has none yet is related to what has one */")
        lines.add("inline look(it, result) {")
        lines.indented { lines in
            lines.add("if")
            lines.add(":: it == none -> result = 0")
            lines.add(":: it != none && names[it] != 0 -> result = names[it]")
            lines.add(":: else ->")
            lines.add("   x = 1; child = 0; sibling = 0;")
            lines.add("   do")
            lines.add("   :: x <= named ->")
            lines.add("      if")
            lines.add("      :: child == 0 && (parent_of_[order[x]] == it || key_package_of_[order[x]] == it) -> child = x")
            lines.add("      :: else")
            lines.add("      fi;")
            lines.add("      if")
            lines.add("      :: sibling == 0 && parent_of_[it] != 0 && parent_of_[order[x]] == parent_of_[it] -> sibling = x")
            lines.add("      :: else")
            lines.add("      fi;")
            lines.add("      x++")
            lines.add("   :: else -> break")
            lines.add("   od;")
            let most = names + 1
            lines.add(
                "   result = 1000 + (((shift[number_of_[it]] * \(system.nobody + 1) + author_of_[it]) * \(most) + names[parent_of_[it]]) * \(most) + child) * \(most) + sibling")
            lines.add("fi")
        }
        lines.add("}")
        lines.add("")
    }

    private func copy(_ channel: TransitionSystem.Channel, to: String, from: String, _ name: String) -> [String] {
        channel.columns.map { "\(name)[\(to)].\($0.name) = \(name)[\(from)].\($0.name);" }
    }

    private func network(_ index: Int, _ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = channel.name
        let working = "\(name)_"
        lines.add("/* Takes the message at the place out of what is in flight */")
        lines.add("inline remove_from_\(name)() {")
        lines.indented { lines in
            lines.add("length_of_\(name)--;")
            lines.add("i = place;")
            lines.add("do")
            lines.add(":: i < length_of_\(name) ->")
            for line in copy(channel, to: "i", from: "i + 1", working) { lines.add("   " + line) }
            lines.add("   i++")
            lines.add(":: else -> break")
            lines.add("od")
        }
        lines.add("}")
        lines.add("")
        let parameters = channel.columns.map { "its_\($0.name)" }
        lines.add("inline send_\(name)(\(parameters.joined(separator: ", "))) {")
        lines.indented { lines in
            var refusals: [String] = []
            if system.remembersUnaware { refusals.append(notation("_").isUnaware(index)) }
            if system.isSet {
                lines.add("i = 0;")
                lines.add("do")
                let same = channel.columns.map { "\(working)[i].\($0.name) == its_\($0.name)" }
                lines.add(":: i < length_of_\(name) && !(\(same.joined(separator: " && "))) -> i++")
                lines.add(":: else -> break")
                lines.add("od;")
                refusals.append("i < length_of_\(name)")
            }
            if system.profile.loss {
                countFresh(channel, &lines)
                refusals.append("j >= \(system.profile.capacity)")
            }
            func append(_ lines: inout Lines) {
                lines.add("assert(length_of_\(name) < \(sizes.places + system.mostSent)); /* otherwise: export with more --places */")
                for column in channel.columns { lines.add("\(working)[length_of_\(name)].\(column.name) = its_\(column.name);") }
                if !system.profile.loss { lines.add("sent_\(name) = true;") }
                lines.add("length_of_\(name)++")
            }
            guard !refusals.isEmpty else { return append(&lines) }
            lines.add("if")
            lines.add(":: \(refusals.joined(separator: " || "))")
            lines.add(":: else ->")
            lines.indented { append(&$0) }
            lines.add("fi")
        }
        lines.add("}")
        lines.add("")
        lines.add("/* The connection has gone */")
        lines.add("inline cut_\(name)() {")
        lines.indented { lines in
            guard system.remembersStale, let stale = channel.stale else {
                lines.add("length_of_\(name) = 0")
                return
            }
            // What was stale already is gone; the rest becomes stale.
            let column = channel.columns[stale].name
            lines.add("i = 0; j = 0;")
            lines.add("do")
            lines.add(":: i < length_of_\(name) ->")
            lines.add("   if")
            lines.add("   :: !\(working)[i].\(column) ->")
            for line in copy(channel, to: "j", from: "i", working) { lines.add("      " + line) }
            lines.add("      \(working)[j].\(column) = true;")
            lines.add("      j++")
            lines.add("   :: else")
            lines.add("   fi;")
            lines.add("   i++")
            lines.add(":: else -> break")
            lines.add("od;")
            lines.add("length_of_\(name) = j")
        }
        lines.add("}")
        lines.add("")
    }

    /// Counts in `j` what was sent on the present connection.
    private func countFresh(_ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        guard let stale = channel.stale else { return lines.add("j = length_of_\(channel.name);") }
        lines.add("best = 0; j = 0;")
        lines.add("do")
        lines.add(":: best < length_of_\(channel.name) ->")
        lines.add("   j = j + (\(channel.name)_[best].\(channel.columns[stale].name) -> 0 : 1);")
        lines.add("   best++")
        lines.add(":: else -> break")
        lines.add("od;")
    }

    private func meets(_ kind: TransitionSystem.Kind, _ text: String) -> String? {
        switch kind {
        case .node: "met[number_of_[\(text)]] = true;"
        case .number: "met[\(text)] = true;"
        case .boolean, .plain: nil
        }
    }

    /// Writes a value of the step's copy into the state.
    private func write(_ kind: TransitionSystem.Kind, _ from: String, to: String) -> String {
        switch kind {
        case .node: "name(\(from)); \(to) = names[\(from)];"
        case .number: "\(to) = shift[\(from)];"
        case .boolean, .plain: "\(to) = \(from);"
        }
    }

    private func store(_ lines: inout Lines) {
        lines.add("/* Writes the copy back, in canonical form: numbers are counted from the smallest, epochs and key packages are named in the order in which")
        lines.add("   they are met, and those that nothing refers to are forgotten. */")
        lines.add("inline store() {")
        lines.indented { lines in
            lines.add("/* Which numbers are there? */")
            for variable in system.variables { if let line = meets(variable.kind, "\(variable.name)_") { lines.add(line) } }
            for channel in system.channels {
                let met = channel.columns.compactMap { meets($0.kind, "\(channel.name)_[i].\($0.name)") }
                if met.isEmpty { continue }
                lines.add("i = 0;")
                lines.add("do")
                lines.add(":: i < length_of_\(channel.name) ->")
                for line in met { lines.add("   " + line) }
                lines.add("   i++")
                lines.add(":: else -> break")
                lines.add("od;")
            }
            lines.add("i = 1; last = 0; previous = 0;")
            if sizes.keepsSmallestNumber { lines.add("j = 0;") }
            lines.add("do")
            lines.add(":: i <= \(system.largestNumber) ->")
            lines.add("   if")
            lines.add("   :: met[i] ->")
            lines.add("      if")
            lines.add("      :: previous == 0 -> last = \(sizes.keepsSmallestNumber ? "(i < 2 -> i : 2)" : "1")")
            lines.add("      :: else ->")
            lines.add("         if")
            lines.add("         :: i - previous > gap_limit -> taken = false")
            lines.add("         :: else")
            lines.add("         fi;")
            lines.add("         last = last + i - previous")
            lines.add("      fi;")
            lines.add("      previous = i; shift[i] = last; met[i] = false\(sizes.keepsSmallestNumber ? "; j++" : "")")
            lines.add("   :: else")
            lines.add("   fi;")
            lines.add("   i++")
            lines.add(":: else -> break")
            lines.add("od;")
            lines.add("met[0] = false;")
            lines.add("if")
            lines.add(":: taken ->")
            lines.indented { lines in
                lines.add("assert(last <= most_numbers); /* otherwise: export with more --numbers */")
                lines.add("named = 0;")
                for variable in system.variables { lines.add(write(variable.kind, "\(variable.name)_", to: variable.name)) }
                for (index, channel) in system.channels.enumerated() {
                    storeChannel(channel, &lines)
                    if system.remembersUnaware { lines.add("\(notation("").isUnaware(index)) = \(notation("_").isUnaware(index));") }
                }
                for counter in system.counters { lines.add("\(counter) = \(counter)_;") }
                lines.add("referred = named;")
                lines.add("assert(referred <= most_epochs); /* otherwise: export with more --epochs */")
                lines.add("i = 1;")
                lines.add("do")
                lines.add(":: i <= referred ->")
                lines.add("   x = order[i];")
                lines.add("   author_of[i] = author_of_[x];")
                lines.add("   number_of[i] = shift[number_of_[x]];")
                lines.add("   name(parent_of_[x]);")
                lines.add("   parent_of[i] = names[parent_of_[x]];")
                lines.add("   x = key_package_of_[x];")
                lines.add("   key_package_of[i] = (x != unheld && names[x] != 0 && names[x] <= referred -> names[x] : unheld);")
                lines.add("   i++")
                lines.add(":: else -> break")
                lines.add("od;")
                lines.add("do")
                lines.add(":: i <= most_epochs && author_of[i] != 0 ->")
                for attribute in Term.Attribute.allCases { lines.add("   \(Self.table(attribute))[i] = 0;") }
                lines.add("   i++")
                lines.add(":: else -> break")
                lines.add("od;")
                lines.add("do")
                lines.add(":: named > 0 -> names[order[named]] = 0; named--")
                lines.add(":: else -> break")
                lines.add("od")
            }
            lines.add(":: else")
            lines.add("fi;")
            lines.add("choice = 0; place = 0")
        }
        lines.add("}")
        lines.add("")
    }

    private func storeChannel(_ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = channel.name
        lines.add("assert(length_of_\(name) <= most_messages); /* otherwise: export with more --places */")
        lines.add("i = 0;")
        lines.add("do")
        lines.add(":: i < length_of_\(name) ->")
        lines.indented { lines in
            if system.isUnordered { chooseNext(channel, &lines) }
            for column in channel.columns { lines.add(write(column.kind, "\(name)_[i].\(column.name)", to: "\(name)[i].\(column.name)")) }
            lines.add("i++")
        }
        lines.add(":: else -> break")
        lines.add("od;")
        lines.add("do")
        lines.add(":: i < most_messages && \(name)[i].kind != 0 ->")
        for column in channel.columns { lines.add("   \(name)[i].\(column.name) = 0;") }
        lines.add("   i++")
        lines.add(":: else -> break")
        lines.add("od;")
    }

    /// Messages without an order are written by their looks; those that look alike are told apart by what was named before.
    private func chooseNext(_ channel: TransitionSystem.Channel, _ lines: inout Lines) {
        let name = "\(channel.name)_"
        let columns = channel.columns
        func key(_ index: Int, _ place: String, _ result: String) -> String {
            let value = "\(name)[\(place)].\(columns[index].name)"
            switch columns[index].kind {
            case .node: return "look(\(value), \(result)_\(index));"
            case .number: return "\(result)_\(index) = shift[\(value)];"
            case .boolean, .plain: return "\(result)_\(index) = \(value);"
            }
        }
        lines.add("if")
        lines.add(":: i + 1 < length_of_\(channel.name) ->")
        lines.indented { lines in
            lines.add("best = i;")
            for index in columns.indices { lines.add(key(index, "i", "best")) }
            lines.add("j = i + 1;")
            lines.add("do")
            lines.add(":: j < length_of_\(channel.name) ->")
            for index in columns.indices { lines.add("   " + key(index, "j", "key")) }
            var less = ""
            for index in columns.indices.reversed() {
                less = less.isEmpty ? "key_\(index) < best_\(index)" : "key_\(index) < best_\(index) || (key_\(index) == best_\(index) && (\(less)))"
            }
            lines.add("   if")
            lines.add("   :: \(less) ->")
            lines.add("      best = j;")
            for index in columns.indices { lines.add("      best_\(index) = key_\(index);") }
            lines.add("   :: else")
            lines.add("   fi;")
            lines.add("   j++")
            lines.add(":: else -> break")
            lines.add("od;")
            for column in columns {
                lines.add("held = \(name)[i].\(column.name); \(name)[i].\(column.name) = \(name)[best].\(column.name); \(name)[best].\(column.name) = held;")
            }
        }
        lines.add(":: else")
        lines.add("fi;")
    }

    // MARK: Steps

    private func process(_ lines: inout Lines) {
        lines.add("/* The steps */")
        for (index, rule) in system.rules.enumerated() { lines.add("#define \(rule.name) \(index + 1)") }
        lines.add("")
        let bodies = system.rules.map(body)
        let groups = groups(of: bodies)
        lines.add("active proctype protocol() {")
        lines.add("end:")
        lines.add("    do")
        lines.add("    :: atomic {")
        lines.indented { lines in
            lines.indented { lines in
                lines.add("/* Which steps can be taken? */")
                lines.add("if")
                for rule in system.rules {
                    lines.add("/* \(Identifier.comment(rule.title))\(rule.line.map { $0 > 0 ? ", line \($0)" : "" } ?? "") */")
                    for place in system.places(of: rule) {
                        let condition = place.map { rule.condition.at($0) } ?? rule.condition
                        let guards = Term.all([condition, place.map { system.isInLine(rule, $0) } ?? .truth(true)])
                        lines.add(":: \(notation("").text(guards)) -> choice = \(rule.name)\(place.map { "; place = \($0)" } ?? "")")
                    }
                }
                lines.add("fi;")
                lines.add("/* The step that was chosen is taken. There are several of these because a d_step of SPIN has a limited length. */")
                lines.add("if")
                for group in groups {
                    lines.add(":: d_step { choice >= \(system.rules[group.lowerBound].name) && choice <= \(system.rules[group.upperBound - 1].name) ->")
                    lines.indented { lines in
                        lines.add("load();")
                        lines.add("if")
                        for index in group {
                            lines.add(":: choice == \(system.rules[index].name) ->")
                            lines.indented { $0.add(bodies[index]) }
                        }
                        lines.add("fi;")
                        lines.add("store()")
                    }
                    lines.add("}")
                }
                lines.add("fi")
            }
        }
        lines.add("    }")
        lines.add("    od")
        lines.add("}")
        lines.add("")
    }

    /// The lines of what a rule does to the copy.
    private func body(_ rule: Rule) -> [String] {
        var lines = Lines()
        lines.add("printf(\"\(Identifier.comment(rule.title))\\n\");")
        for statement in rule.body { add(statement, &lines) }
        if rule.waitsForRoom { waitForRoom(rule, &lines) }
        if sizes.keepsSmallestNumber, rule.body.makings.contains(where: \.isGroup) { createBesideOthers(&lines) }
        lines.add("skip")
        return lines.text.split(separator: "\n").map(String.init)
    }

    /// Neighbouring rules whose bodies fit into one `d_step`, of which SPIN takes 2048 statements.
    private func groups(of bodies: [[String]]) -> [Range<Int>] {
        var definitions = Lines()
        canonicalForm(&definitions)
        let weights = StatementCount(definitions.text)
        let limit = 1900 - weights.count(["load();", "store()"])
        var result: [Range<Int>] = []
        var start = 0
        var total = 0
        for (index, body) in bodies.enumerated() {
            let weight = weights.count(body)
            if index > start, total + weight > limit {
                result.append(start..<index)
                start = index
                total = 0
            }
            total += weight
        }
        if start < bodies.count { result.append(start..<bodies.count) }
        return result
    }

    private func waitForRoom(_ rule: Rule, _ lines: inout Lines) {
        for (index, channel) in system.channels.enumerated() where rule.body.sends(into: index) > 0 {
            countFresh(channel, &lines)
            lines.add("taken = taken && !(sent_\(channel.name) && j > \(system.profile.capacity)); /* it has to wait for room */")
        }
    }

    /// Where a group is created while the smallest number is only known to be larger than 1, how far its number is from the others is not known.
    private func createBesideOthers(_ lines: inout Lines) {
        lines.add("/* How far the new group's number is from the others has to be known. */")
        lines.add("best = 0; x = 0;")
        for variable in system.variables {
            for line in livesBeside(variable.kind, "\(variable.name)_", before: variable.name) { lines.add(line) }
        }
        for channel in system.channels {
            let columns = channel.columns.filter { $0.kind == .node || $0.kind == .number }
            if columns.isEmpty { continue }
            lines.add("i = 0;")
            lines.add("do")
            lines.add(":: i < length_of_\(channel.name) ->")
            for column in columns {
                for line in livesBeside(column.kind, "\(channel.name)_[i].\(column.name)", before: nil) { lines.add("   " + line) }
            }
            lines.add("   i++")
            lines.add(":: else -> break")
            lines.add("od;")
            lines.add("i = 0;")
            lines.add("do")
            lines.add(":: i < most_messages && \(channel.name)[i].kind != 0 ->")
            for column in columns { lines.add("   " + smallest(column.kind, "\(channel.name)[i].\(column.name)")) }
            lines.add("   i++")
            lines.add(":: else -> break")
            lines.add("od;")
        }
        lines.add("taken = taken && !(best != 0 && x == 2);")
    }

    /// `best` is set where something else is alive, `x` becomes the smallest number before the step.
    private func livesBeside(_ kind: TransitionSystem.Kind, _ after: String, before: String?) -> [String] {
        var result: [String] = []
        switch kind {
        case .node: result.append("best = (\(after) != created && number_of_[\(after)] != 0 -> 1 : best);")
        case .number: result.append("best = (\(after) > 1 -> 1 : best);")
        case .boolean, .plain: return []
        }
        if let before { result.append(smallest(kind, before)) }
        return result
    }

    private func smallest(_ kind: TransitionSystem.Kind, _ before: String) -> String {
        let number = kind == .node ? "number_of[\(before)]" : before
        return "x = (\(number) != 0 && (x == 0 || \(number) < x) -> \(number) : x);"
    }

    private func add(_ statement: Statement, _ lines: inout Lines) {
        let notation = notation("_")
        switch statement {
        case .set(let variable, let term): lines.add("\(notation.variable(variable)) = \(value(term, system.variables[variable].kind));")
        case .make(let index, let making, let author):
            let name = notation.made(index)
            switch making {
            case .commit(let parent):
                let text = notation.text(parent)
                lines.add("make(\(name), number_of_[\(text)] + 1, \(text), \(author), unheld);")
            case .group(let keyPackage):
                // The epoch 0 of the group, which nobody holds.
                lines.add("make(\(name), 0, none, \(author), unheld);")
                lines.add("make(\(name), 1, fresh - 1, \(author), \(notation.text(keyPackage)));")
                if sizes.keepsSmallestNumber { lines.add("created = \(name);") }
            case .keyPackage: lines.add("make(\(name), 0, none, \(author), unheld);")
            }
        case .require(let term, let what): lines.add("assert(\(notation.text(term))); /* \(Identifier.comment(what)) */")
        case .branch(let test, let then, let otherwise):
            lines.add("if")
            lines.add(":: \(notation.text(test)) ->")
            lines.indented { lines in
                for statement in then { add(statement, &lines) }
                lines.add("skip")
            }
            lines.add(":: else")
            if !otherwise.isEmpty {
                lines.add("   ->")
                lines.indented { lines in
                    for statement in otherwise { add(statement, &lines) }
                    lines.add("skip")
                }
            }
            lines.add("fi;")
        case .send(let channel, let columns):
            let values = zip(columns, system.channels[channel].columns).map { value($0, $1.kind) }
            lines.add("send_\(system.channels[channel].name)(\(values.joined(separator: ", ")));")
        case .remove(let channel): lines.add("remove_from_\(system.channels[channel].name)();")
        case .cut(let channels): for channel in channels { lines.add("cut_\(system.channels[channel].name)();") }
        case .setUnaware(let channel, let value): lines.add("\(notation.isUnaware(channel)) = \(value);")
        case .count(let index): lines.add("\(notation.counter(index))++;")
        }
    }

    /// A value for a variable: 0 is a number in one that holds numbers.
    private func value(_ term: Term, _ kind: TransitionSystem.Kind) -> String {
        if case .integer(let number) = term, case .plain = kind { return "\(number)" }
        return notation("_").text(term)
    }

    // MARK: Properties

    private func properties(_ lines: inout Lines) {
        if !system.omitted.isEmpty {
            lines.add("/* Not here, because they are about whole runs: \(Identifier.comment(system.omitted.map(\.name).joined(separator: ", "))) */")
        }
        for condition in system.conditions {
            lines.add("/* \(Identifier.comment(condition.property.name)): \(Identifier.comment(condition.comment)) */")
            lines.add("never \(condition.name) {")
            lines.add("    do")
            lines.add("    :: assert(\(notation("").text(condition.invariant)))")
            lines.add("    od")
            lines.add("}")
        }
    }
}
