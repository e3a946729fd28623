import ProtocolModel

/// A system in TLA+, for TLC.
public struct TLAText {
    let system: TransitionSystem
    public init(_ request: ExportRequest) throws(ExportError) { system = try TransitionSystem(request) }
    public var text: String { "" }
}
