import ProtocolModel

extension Certificate {
    /// What the certificate is about, in a model.
    ///
    /// - Throws: `CertificateError` where the certificate is about another document or speaks of what the model does not have.
    func subject(in model: ProtocolModel, documentHash: String) throws(CertificateError) -> (subject: ProofSubject, properties: [Int]) {
        guard documentHash == self.documentHash else { throw .anotherDocument }
        guard let profile = model.profiles.first(where: { $0.name == self.profile }) else { throw .unknown(kind: "network profile", name: self.profile) }
        var fixed: [ReadingChoice: [Int]] = [:]
        for (name, options) in readings {
            let choice = model.readingChoices.first { "\(model.roles[$0.role].name).\(model.readings[$0.reading].name)" == name }
            guard let choice else { throw .unknown(kind: "reading", name: name) }
            // Of no reading at all everything would hold.
            if options.isEmpty { throw .malformed(file: "certificate.json", "the reading '\(name)' has no option") }
            fixed[choice] = []
            for option in options {
                guard let index = model.readings[choice.reading].options.firstIndex(where: { $0.name == option }) else {
                    throw .unknown(kind: "option of \(name)", name: option)
                }
                fixed[choice]?.append(index)
            }
        }
        var indices: [Int] = []
        for name in properties {
            guard let index = model.properties.firstIndex(where: { $0.name == name }), InductiveProver.covers(model.properties[index].kind) else {
                throw .unknown(kind: "property of states", name: name)
            }
            indices.append(index)
        }
        return (ProofSubject(model: model, profile: profile, fixedReadings: fixed), indices)
    }

    /// The scripts that belong to the certificate.
    ///
    /// - Throws: `CertificateError`.
    public func scripts(in model: ProtocolModel, documentHash: String) throws(CertificateError) -> CertificateScripts {
        let (subject, properties) = try subject(in: model, documentHash: documentHash)
        let system: AbstractSystem
        switch Result(catching: { () throws(ProverError) in try subject.system() }) {
        case .success(let found): system = found
        case .failure(let error): throw .prover(error)
        }
        for (number, state) in invariant.states.enumerated() where !system.isWellFormed(state) {
            throw .malformed(file: "certificate.json", "state \(number + 1) is no state of this model in this profile")
        }
        return CertificateScripts(certificate: self, subject: subject, properties: properties)
    }

    /// Makes all obligations anew from the model and has solvers that know nothing of the search check them.
    ///
    /// - Throws: `CertificateError` where the certificate is not accepted.
    public func verify(
        in model: ProtocolModel, documentHash: String, limits: ProofLimits = ProofLimits(),
        progress: (_ checked: Int, _ all: Int) -> Bool = { _, _ in true }
    ) throws(CertificateError) {
        let scripts = try scripts(in: model, documentHash: documentHash)
        let check = InvariantCheck(subject: scripts.subject, properties: scripts.properties, limits: limits)
        switch Result(catching: { () throws(ProverError) in try check.run(invariant, progress: progress) }) {
        case .success(.holds): return
        case .success(.refused(let fault)): throw .refused(fault)
        case .success(.unknown(let reason)): throw .undecided(reason)
        case .failure(let error): throw .prover(error)
        }
    }
}
