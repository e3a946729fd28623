import ArgumentParser
import ModelDocument
import ProtocolModel

/// The languages into which models are translated. Each has a file of its own, `ExportTarget+….swift`.
enum ExportTarget: String, CaseIterable, ExpressibleByArgument {
    case smtlib

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
    }

    /// The translation. What cannot be translated is said on standard error, and ends with an exit status.
    func text(_ request: Request) throws -> String {
        switch self {
        case .smtlib: try Self.smtlib(request)
        }
    }
}
