import ProtocolModel

extension ProtocolModel {
    /// A step in words, for comments in files: `Initiator: update [I1]`.
    func title(_ step: Step) -> String {
        let instances = instances
        func name(_ party: Int) -> String { instances[party].name }
        func row(_ row: Int?, _ party: Int) -> String { row.map { " [\(roles[instances[party].role].rows[$0].name)]" } ?? "" }
        switch step {
        case .event(let party, let event, let arguments, let index):
            let values = zip(arguments, events[event].parameters).map { describe($0, as: $1.type) }
            return "\(name(party)): \(events[event].name)" + (values.isEmpty ? "" : "(\(values.joined(separator: ", ")))") + row(index, party)
        case .deliver(let from, let to, let position, let stays, let index):
            return "\(name(to)) receives message \(position) of \(name(from))" + (stays ? ", and a duplicate stays" : "")
                + (index == nil ? " and has no row for it" : row(index, to))
        case .lose(let from, let to, let position): return "message \(position) from \(name(from)) to \(name(to)) is lost"
        case .interrupt(let first, let second, let a, let b):
            let told = [first, second].compactMap { $0 }.map { name($0.party) + row($0.row, $0.party) }
            return "the connection of \(name(a)) and \(name(b)) is interrupted; who learns of it: \(told.joined(separator: ", "))"
        case .learn(let told, let peer):
            return "\(name(told.party)) learns that the connection to \(name(peer)) has gone\(row(told.row, told.party))"
        }
    }
}
