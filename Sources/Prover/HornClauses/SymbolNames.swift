import CZ3
import ProtocolModel

/// Names for the numbers that stand for control states, messages, enumeration cases and options of readings.
struct SymbolNames {
    private let context: Context
    /// By the name of a constant: what its numbers are called.
    private var values: [String: [Int: String]] = [:]
    /// All names with their numbers, group by group.
    private(set) var groups: [[(name: String, number: Int)]] = []

    init(_ system: SymbolicSystem) {
        context = system.layout.context
        let (layout, model) = (system.layout, system.layout.model)
        var roles = Set<Int>()
        for (party, instance) in zip(system.current.parties, layout.instances) {
            let role = model.roles[instance.role]
            let names = role.states.map { "\(role.name) in \($0.name)" }
            call(party.control, names, isFirst: roles.insert(instance.role).inserted)
        }
        let messages = model.messages.map { "message \($0.name)" }
        for (index, slot) in system.current.channels.joined().enumerated() { call(slot.type, messages, isFirst: index == 0) }
        var enumerations = Set<Int>()
        for (party, instance) in zip(system.current.parties, layout.instances) {
            for (value, variable) in zip(party.variables, model.roles[instance.role].variables) {
                guard case .enumeration(let index) = variable.type.unwrapped, case .integer(let term) = value.body else { continue }
                let enumeration = model.enumerations[index]
                call(term, enumeration.cases.map { "\(enumeration.name) \($0)" }, isFirst: enumerations.insert(index).inserted)
            }
        }
        for (choice, term) in zip(layout.choices, layout.readings) {
            let reading = model.readings[choice.reading]
            call(term, reading.options.map { "\(model.roles[choice.role].name) reads \(reading.name): \($0.name)" }, isFirst: true)
        }
    }

    private mutating func call(_ term: Term, _ names: [String], isFirst: Bool) {
        guard let name = context.name(ofConstant: term) else { return }
        values[name] = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0, $1) })
        if isFirst { groups.append(names.enumerated().map { ($1, $0) }) }
    }

    /// The term with names for numbers where a constant, or the constant with a prime, is compared with one.
    func named(_ term: Term) -> Term {
        var from: [Term] = []
        var to: [Term] = []
        context.forEachPart(of: [term]) { part in
            guard Z3_get_ast_kind(context.raw, part.ast) == Z3_APP_AST, let app = Z3_to_app(context.raw, part.ast),
                Z3_get_decl_kind(context.raw, Z3_get_app_decl(context.raw, app)) == Z3_OP_EQ
            else { return }
            let sides = context.parts(of: part)
            for (side, other) in [(sides[0], sides[1]), (sides[1], sides[0])] {
                guard var name = context.name(ofConstant: side), context.isNumeral(other) else { continue }
                if name.hasSuffix("'") { name.removeLast() }
                guard case .integer(let number) = context.value(other), let called = values[name]?[number] else { continue }
                let named = context.constant(called, isBoolean: false)
                from.append(part)
                to.append(context.keep(Z3_mk_eq(context.raw, side.ast, named.ast)))
            }
        }
        return from.isEmpty ? term : context.substitute(term, from, to)
    }
}
