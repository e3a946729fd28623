extension ProtocolModel {
    /// The names of the variables that hold a party's local group: those that an agreement property is about.
    public var groupVariables: Set<String> {
        Set(
            properties.compactMap { property in
                switch property.kind {
                case .agreement(let variable), .settledAgreement(let variable), .historyAgreement(let variable): variable
                default: nil
                }
            })
    }

    /// The first variable of a role that holds the local group; `nil` where no agreement property names one.
    public func groupVariable(ofRole role: Int) -> Int? {
        let names = groupVariables
        return roles[role].variables.firstIndex { $0.type.unwrapped == .epoch && names.contains($0.name) }
    }
}
