import ProtocolModel

extension Scenario {
    /// The time between two tries of a party; `nil` for never. The last workload that fits counts; without one a fair step is tried ten times a second on
    /// average and an optional one once in ten seconds.
    func interval(event: Int, role: Int, in model: ProtocolModel) -> Distribution? {
        if let found = workloads.last(where: { $0.event == event && ($0.role ?? role) == role }) { return found.interval }
        return .exponential(offset: 0, mean: model.events[event].fairness == .fair ? 0.1 : 10)
    }
}
