extension ProtocolModel {
    /// A value of finite type as the document writes it.
    public func describe(_ value: Value, as type: ValueType) -> String {
        switch (value, type.unwrapped) {
        case (.none, _): "none"
        case (.bool(let value), _): value ? "true" : "false"
        case (.enumeration(let index), .enumeration(let type)): enumerations[type].cases[index]
        case (.natural(let value), _), (.epochNumber(let value), _): String(value)
        case (.party(let index), _): index < 0 ? "nobody" : instances[index].name
        case (.set(let members), .set(let element)):
            "{" + members.map { describe($0, as: element) }.sorted().joined(separator: ", ") + "}"
        default: "?"
        }
    }
}
