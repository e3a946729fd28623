/// A value in the Informal Trace Format.
indirect enum ITFValue: Encodable, Sendable {
    case bool(Bool)
    case text(String)
    /// Written as `{"#bigint": "…"}`, the one form that the revision of 2023 has for numbers.
    case number(Int)
    case list([ITFValue])
    case tuple([ITFValue])
    case set([ITFValue])
    case map([(key: ITFValue, value: ITFValue)])
    case record([String: ITFValue])

    /// `none` and what is there of an optional, as Apalache writes variants.
    static let none = ITFValue.record(["tag": .text("None"), "value": .tuple([])])
    static func some(_ value: ITFValue) -> ITFValue { .record(["tag": .text("Some"), "value": value]) }

    func encode(to encoder: Encoder) throws {
        switch self {
        case .bool(let value): try write(value, encoder)
        case .text(let text): try write(text, encoder)
        case .number(let number): try write(["#bigint": String(number)], encoder)
        case .list(let values): try write(values, encoder)
        case .tuple(let values): try write(["#tup": values], encoder)
        case .set(let values): try write(["#set": values], encoder)
        case .map(let pairs): try write(["#map": pairs.map { [$0.key, $0.value] }], encoder)
        case .record(let fields): try write(fields, encoder)
        }
    }

    private func write(_ value: some Encodable, _ encoder: Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
