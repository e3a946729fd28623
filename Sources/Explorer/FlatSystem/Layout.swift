import ProtocolModel

/// Where the variables of the parties stand in a `FlatState`, and what kind of value each integer is.
///
/// Immutable, and a class for one reason: it goes along with every evaluation, and a reference is copied faster than ten arrays.
final class Layout: Sendable {
    enum Kind: Hashable {
        /// A value without identity; so many bytes hold it when packed.
        case plain(bytes: Int)
        /// An epoch or a key package.
        case node
        case number
    }

    let model: ProtocolModel
    let instances: [Instance]
    /// By party: the slot of its control state.
    let bases: [Int]
    /// By role and variable: the offset from the party's base.
    let offsets: [[Int]]
    /// By slot.
    let kinds: [Kind]
    /// By message type and field.
    let fieldKinds: [[Kind]]
    /// By role: the kinds of the values that key what its parties send.
    let sealKinds: [[Kind]]

    init(_ model: ProtocolModel) throws(UnsupportedModel) {
        self.model = model
        instances = model.instances
        guard instances.count <= 8 else { throw UnsupportedModel("more than 8 parties") }
        guard model.roles.allSatisfy({ $0.states.count <= 64 }) else { throw UnsupportedModel("more than 64 states in a role") }
        var offsets: [[Int]] = []
        for role in model.roles {
            var next = 1
            offsets.append(
                role.variables.map { variable in
                    defer { next += Layout.width(of: variable.type, in: model) }
                    return next
                })
        }
        self.offsets = offsets
        var bases: [Int] = []
        var kinds: [Kind] = []
        for instance in instances {
            bases.append(kinds.count)
            kinds.append(.plain(bytes: 1))
            for variable in model.roles[instance.role].variables {
                kinds += try Layout.kinds(of: variable.type, in: model)
            }
        }
        self.bases = bases
        self.kinds = kinds
        var fieldKinds: [[Kind]] = []
        for message in model.messages {
            var kinds: [Kind] = []
            for field in message.fields {
                guard Layout.width(of: field.type, in: model) == 1 else {
                    throw UnsupportedModel("field '\(field.name)' of \(message.name) holds more than one value")
                }
                kinds += try Layout.kinds(of: field.type, in: model)
            }
            fieldKinds.append(kinds)
        }
        self.fieldKinds = fieldKinds
        var sealKinds: [[Kind]] = []
        for role in model.roles {
            var kinds: [Kind] = []
            for part in role.protection.sending ?? [] {
                guard case .variable(let variable) = part,
                    Layout.width(of: role.variables[variable].type, in: model) == 1
                else { throw UnsupportedModel("a key of \(role.name) is not a plain variable") }
                kinds += try Layout.kinds(of: role.variables[variable].type, in: model)
            }
            sealKinds.append(kinds)
        }
        self.sealKinds = sealKinds
    }

    /// The kinds of the values of a message in a channel.
    func kinds(of envelope: FlatState.Envelope, channel: Int) -> [Kind] {
        let fields = fieldKinds[envelope.type]
        return envelope.isSealed ? sealKinds[instances[channel / instances.count].role] + fields : fields
    }

    /// Visits every value of the parties and the network that is not `none`. What a monitor remembers is not among them.
    func forEachValue(of state: FlatState, _ body: (Int, Kind) -> Void) {
        for index in state.slots.indices where state.slots[index] != FlatState.none { body(state.slots[index], kinds[index]) }
        for channel in state.channels.indices {
            for envelope in state.channels[channel] {
                for (value, kind) in zip(envelope.values, kinds(of: envelope, channel: channel)) where value != FlatState.none {
                    body(value, kind)
                }
            }
        }
    }

    static func width(of type: ValueType, in model: ProtocolModel) -> Int {
        switch type {
        case .bool, .enumeration, .natural, .epoch, .epochNumber, .keyPackage, .party, .role, .set: 1
        case .optional(let wrapped): width(of: wrapped, in: model)
        case .message(let index): 1 + model.messages[index].fields.count
        case .map(let key, let value): (model.values(of: key)?.count ?? 0) * width(of: value, in: model)
        }
    }

    private static func kinds(of type: ValueType, in model: ProtocolModel) throws(UnsupportedModel) -> [Kind] {
        switch type {
        case .bool, .enumeration, .party, .role: return [.plain(bytes: 1)]
        case .natural(_, let upper): return [.plain(bytes: upper < 250 ? 1 : 2)]
        case .epoch, .keyPackage: return [.node]
        case .epochNumber: return [.number]
        case .optional(let wrapped): return try kinds(of: wrapped, in: model)
        case .set(let element):
            guard let count = model.values(of: element)?.count, count <= 62 else {
                throw UnsupportedModel("a set over more than 62 values")
            }
            return [.plain(bytes: count <= 7 ? 1 : 8)]
        case .message(let index):
            var result: [Kind] = [.plain(bytes: 1)]
            for field in model.messages[index].fields { result += try kinds(of: field.type, in: model) }
            return result
        case .map(let key, let value):
            let element = try kinds(of: value, in: model)
            return (model.values(of: key) ?? []).flatMap { _ in element }
        }
    }
}

/// The explorer cannot represent the model.
public struct UnsupportedModel: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
