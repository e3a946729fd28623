import ProtocolModel
import Prover

extension ExportTarget {
    /// Constrained Horn clauses in SMT-LIB 2, of one network profile: the first where none is named.
    static func smtlib(_ request: Request) throws -> String {
        let model = request.model
        guard let profile = request.profile ?? model.profiles.first, let number = model.profiles.firstIndex(of: profile) else {
            Console.error("\(request.file): error: the model has no network profile")
            throw ExitStatus.unusableInput
        }
        let result = Result { () throws(ProverError) in try HornClauses(model, profile, places: request.places, fixedReadings: request.readings) }
        switch result {
        case .failure(let error):
            Console.error("\(request.file): error: not for SMT-LIB: \(ProverText.text(error)), in profile \(profile.name)")
            throw ExitStatus.unusableInput
        case .success(let clauses):
            for property in request.properties where !clauses.expresses(property) {
                Console.error("\(request.file): error: the property '\(property.name)' is about whole runs, and Horn clauses are about states")
                throw ExitStatus.unusableInput
            }
            let properties = request.properties.isEmpty ? model.properties.filter { $0.expected[number] != nil } : request.properties
            return clauses.text(properties, document: request.file)
        }
    }
}
