import Explorer
import ProtocolModel

/// Combinations of readings in the words of the document, in the syntax of its `Expected` cells.
public struct ReadingText {
    let model: ProtocolModel

    public init(model: ProtocolModel) { self.model = model }

    public func text(_ literal: ReadingLiteral) -> String {
        let reading = model.readings[literal.choice.reading]
        let name = "\(model.roles[literal.choice.role].name).\(reading.name)"
        let options = literal.options.map { reading.options[$0].name }
        if options.count == 1 { return "\(name) = \(options[0])" }
        if reading.options.count - options.count == 1,
            let other = reading.options.indices.first(where: { !literal.options.contains($0) })
        {
            return "\(name) != \(reading.options[other].name)"
        }
        return "\(name) in (\(options.joined(separator: ", ")))"
    }

    /// `nil` for all combinations.
    public func text(_ condition: ConfigurationCondition) -> String? {
        guard let products = condition.products else {
            return "\(Int(condition.count)) of \(Int(condition.total)) combinations of readings"
        }
        if products.contains([]) { return nil }
        return products.map { $0.map(text).joined(separator: " and ") }.joined(separator: " or ")
    }

    /// What a document expects, in the syntax of its `Expected` cells; `nil` where it says nothing.
    func expectation(_ expectation: Expectation) -> String? {
        switch expectation {
        case .unstated: return nil
        case .someReadings: return "fails in some readings"
        case .cases(let cases):
            if cases.isEmpty { return "holds" }
            return cases.map { one in
                let products = one.when.map { $0.map(text).joined(separator: " and ") }
                return one.outcome.rawValue + (products.isEmpty ? "" : " when " + products.joined(separator: " or "))
            }.joined(separator: "; ")
        }
    }

    /// The readings of a trace that differ from the first option, and the others as a count.
    public func text(of trace: Trace) -> String {
        trace.readings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }
}
