extension ProtocolModel {
    /// All values of a finite type without identities, in their order; `nil` for a type that has infinitely many or whose
    /// values are known by identity.
    public func values(of type: ValueType) -> [Value]? {
        switch type {
        case .bool: [.bool(false), .bool(true)]
        case .enumeration(let index): enumerations[index].cases.indices.map { .enumeration($0) }
        case .natural(let lower, let upper): (lower...upper).map { .natural($0) }
        case .party: instances.indices.map { .party($0) }
        case .role(let role):
            instances.indices.filter { instances[$0].role == role }.map { .party($0) }
        case .optional(let wrapped): values(of: wrapped).map { [.none] + $0 }
        case .epoch, .epochNumber, .keyPackage, .message, .set, .map: nil
        }
    }

    /// The position of a value among `values(of:)` its type.
    func ordinal(of value: Value, in type: ValueType) -> Int? {
        values(of: type)?.firstIndex(of: value)
    }
}
