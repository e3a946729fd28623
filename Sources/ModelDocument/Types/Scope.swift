import ProtocolModel

/// Where an expression stands, and thus what it may talk about.
struct Scope {
    enum Place {
        case row
        case initially
        case property
    }

    struct Binder {
        var name: String?
        var type: ValueType
    }

    var place: Place
    /// The party's role.
    var role: Int?
    /// Only so many variables of the role are visible yet.
    var visibleVariables = Int.max
    var binders: [Binder] = []
    var hasSender = false
    var isMessage = false
    /// Whether `commit`, `create` and `keyPackage` are allowed.
    var mayCreate = false
    /// Whether the triggers bring different numbers of values, so that nothing more can be bound.
    var isUneven = false
}

/// A resolved expression with its type.
struct Typed {
    var expression: Expression
    var type: StaticType

    init(_ expression: Expression, _ type: ValueType) {
        self.expression = expression
        self.type = .value(type)
    }

    init(_ expression: Expression, _ type: StaticType) {
        self.expression = expression
        self.type = type
    }

    static let none = Typed(.literal(.none), .nothing)

    var valueType: ValueType? {
        if case .value(let type) = type { type } else { nil }
    }
}
