extension ConcreteSystem: RehearsalSystem {
    public func view(of party: Int, slot: Int) -> EpochView? { parties[party].members[slot]?.view }

    public func holdings(of party: Int) -> [Int] { Array(parties[party].holdings.keys) }

    public func sendingKey(of party: Int) -> KeyName? { parties[party].sending?.name }

    public func receivingKey(of party: Int, at position: Int) -> KeyName? { parties[party].receiving[position] }

    public func recorded(_ party: Int, state: String) -> RecordedParty { parties[party].recorded(state: state) }
}
