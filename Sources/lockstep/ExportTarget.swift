import ArgumentParser
import ModelDocument
import ProtocolModel

/// The languages into which models are translated. Each has a file of its own, `ExportTarget+….swift`.
enum ExportTarget: String, CaseIterable, ExpressibleByArgument {
    case smtlib
    case promela
    case murphi
    case tla
    case aut
    case dot

    /// What is to be translated.
    struct Request {
        /// As the command line names it.
        var file: String
        var model: ProtocolModel
        /// The network profile, where the command line names one.
        var profile: NetworkProfile?
        /// The properties that the command line names; empty for all.
        var properties: [Property]
        var readings: [ReadingChoice: [Int]]
        /// The most messages that a channel holds; `nil` for as many as the language of the target needs.
        var places: Int?
        /// The most epochs and key packages that are referred to at one time, and the largest number; `nil` for as many as are found.
        var epochs: Int?
        var numbers: Int?
        /// How many states are explored to find that out, or drawn.
        var limit: Int?
        var countsViolations: Bool
    }

    /// The translation. What cannot be translated is said on standard error, and ends with an exit status.
    func text(_ request: Request) throws -> String {
        switch self {
        case .smtlib: try Self.smtlib(request)
        case .promela: try Self.promela(request)
        case .murphi: try Self.murphi(request)
        case .tla: try Self.tla(request)
        case .aut: try Self.aut(request)
        case .dot: try Self.dot(request)
        }
    }
}
