import Explorer
import ModelDocument
import ProtocolModel

/// Puts the explorations of one document into the words of the document.
struct ResultBuilder {
    let name: String
    let model: ProtocolModel
    let profiles: [DocumentReport.Profile]
    let document: ModelDocument?
    let readings: ReadingText
    let rows: RowIndex
    private var source: SourceText? { document?.source }

    init(name: String, model: ProtocolModel, profiles: [DocumentReport.Profile], document: ModelDocument?) {
        self.name = name
        self.model = model
        self.profiles = profiles
        self.document = document
        readings = ReadingText(model: model)
        rows = RowIndex(model: model, source: document?.source)
    }

    func build() -> DocumentResult {
        var runs = RunCollection(builder: RunBuilder(model: model, rows: rows, source: source))
        // Network by network, as the runs are told.
        var verdicts: [Int: [VerdictResult]] = [:]
        for profile in profiles {
            for verdict in profile.report.verdicts {
                let property = model.properties[verdict.property]
                verdicts[verdict.property, default: []].append(self.verdict(verdict, of: property, in: profile.report.profile, &runs))
            }
        }
        let properties = model.properties.indices.compactMap { index in verdicts[index].map { property(at: index, $0) } }
        var result = DocumentResult(
            file: name, title: model.title, draft: model.draft, revision: model.revision, variant: model.variant,
            repairs: document?.repairs ?? [], conclusion: .asExpected, profiles: profiles.map(profile), properties: properties,
            holes: holes(), deadRows: [], modelErrors: modelErrors(), secondOpinions: [], runs: runs.runs)
        if !result.isUndecided { result.deadRows = deadRows() }
        result.conclusion = result.differs ? .differs : result.isUndecided ? .undecided : .asExpected
        return result
    }

    // MARK: Profiles

    private func profile(_ profile: DocumentReport.Profile) -> ProfileResult {
        let report = profile.report
        let declared = model.profiles[report.profile]
        return ProfileResult(
            name: declared.name, states: report.states, steps: report.edges, depth: report.depth,
            combinations: Int(report.configurations), stateHash: hexadecimal(report.stateHash), isComplete: report.incompleteness == nil,
            isOverApproximated: report.isOverApproximated, partialOrder: partialOrder(report.partialOrder),
            bounds: declared.bounds.map { BoundResult(subject: subject($0.subject), most: $0.most) },
            deadRows: model.roles.flatMap(\.rows).map(\.name).filter(Set(report.deadRows).contains),
            desynchronisationFreedom: freedom(report), seconds: profile.seconds, place: Place(declared.source, in: source))
    }

    private func partialOrder(_ use: ExplorationReport.PartialOrderUse?) -> String? {
        switch use {
        case nil: nil
        case .used: "used"
        case .refused(let reason): reason
        }
    }

    private func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func subject(_ subject: Bound.Subject) -> String {
        switch subject {
        case .event(let event): model.events[event].name
        case .interruption: "interruption"
        case .loss: "loss"
        case .duplication: "duplication"
        }
    }

    private func freedom(_ report: ExplorationReport) -> FreedomResult {
        var missing: [String] = []
        var unknown = false
        var fails = false
        for name in PropertyKindText.partsOfFreedom {
            let found = report.verdicts.filter { PropertyKindText.name(model.properties[$0.property].kind) == name }
            if found.isEmpty { missing.append(name) }
            if found.contains(where: { !$0.failures.isEmpty }) { fails = true }
            if found.contains(where: { $0.status != .decided }) { unknown = true }
        }
        return FreedomResult(verdict: fails ? .fails : unknown ? .unknown : missing.isEmpty ? .holds : .notAskedFor, missing: missing)
    }

    // MARK: Properties

    private func property(at index: Int, _ verdicts: [VerdictResult]) -> PropertyResult {
        let property = model.properties[index]
        let cells = source?.tableRow(atLine: property.source.line) ?? []
        return PropertyResult(
            name: property.name, kind: PropertyKindText.name(property.kind),
            statement: cells.first { $0.column == "Statement" }?.text.filter { $0 != "`" } ?? "", place: Place(property.source, in: source),
            verdicts: verdicts)
    }

    private func verdict(_ verdict: Verdict, of property: Property, in profile: Int, _ runs: inout RunCollection) -> VerdictResult {
        let name = model.profiles[profile].name
        let failures = verdict.failures.map { failure in
            let faults = FaultResult(failure.faults)
            let product = failure.trace.flatMap { trace in failure.condition.products?.first { matches(trace, $0) } } ?? []
            let run = failure.trace.map {
                runs.add(
                    $0, shows: RunResult.Showing(property: property.name, outcome: failure.outcome, profile: name, faults: faults),
                    failure.reason, product)
            }
            return FailureResult(
                outcome: failure.outcome, when: readings.text(failure.condition), combinations: Int(failure.condition.count), run: run,
                faults: faults, reason: failure.reason, isConfirmed: failure.isConfirmed)
        }
        let witnessFaults = FaultResult(verdict.witnessFaults)
        let witness = verdict.witness.map {
            runs.add($0, shows: RunResult.Showing(property: property.name, outcome: .holds, profile: name, faults: witnessFaults), nil, [])
        }
        var result = VerdictResult(
            profile: name, failures: failures, vacuity: verdict.vacuity,
            expected: readings.expectation(property.expected[profile] ?? .unstated), comparison: .unstated, witness: witness,
            witnessFaults: witnessFaults)
        if case .unknown(let why) = verdict.status { result.unknown = why }
        switch verdict.comparison {
        case .asExpected: result.comparison = .asExpected
        case .unstated: result.comparison = .unstated
        case .differs(let condition):
            result.comparison = .differs
            result.differsWhen = readings.text(condition)
        }
        return result
    }

    private func matches(_ trace: Trace, _ product: [ReadingLiteral]) -> Bool {
        product.allSatisfy { literal in
            let reading = model.readings[literal.choice.reading]
            let chosen = trace.readings["\(model.roles[literal.choice.role].name).\(reading.name)"]
            return literal.options.contains { reading.options[$0].name == chosen }
        }
    }

    // MARK: Rows and messages

    private func holes() -> [HoleResult] {
        var seen = Set<[Int]>()
        return profiles.flatMap(\.report.holes).filter { seen.insert([$0.role, $0.state, $0.message]).inserted }.map { hole in
            let role = model.roles[hole.role]
            return HoleResult(
                role: role.name, state: role.states[hole.state].name, message: model.messages[hole.message].name,
                when: readings.text(hole.condition), place: Place(model.messages[hole.message].source, in: source))
        }
    }

    private func deadRows() -> [RowUse] {
        guard let first = profiles.first else { return [] }
        let dead = profiles.dropFirst().reduce(Set(first.report.deadRows)) { $0.intersection($1.report.deadRows) }
        return model.roles.flatMap(\.rows).filter { dead.contains($0.name) }.compactMap { rows[$0.name] }
    }

    private func modelErrors() -> [ModelErrorResult] {
        profiles.flatMap { profile in
            profile.report.modelErrors.map { error in
                ModelErrorResult(
                    profile: model.profiles[profile.report.profile].name, text: ErrorText.text(error.error, in: model),
                    row: error.error.row.flatMap { rows[$0] })
            }
        }
    }
}

extension DocumentResult {
    /// Whether a decided verdict is not as the document expects, or the model is in error.
    var differs: Bool {
        !modelErrors.isEmpty || secondOpinions.contains(where: \.differs)
            || properties.flatMap(\.verdicts).contains { $0.comparison == .differs && $0.unknown == nil }
    }

    /// Whether a verdict is missing.
    public var isUndecided: Bool {
        properties.flatMap(\.verdicts).contains { $0.unknown != nil } || profiles.contains { !$0.isComplete }
    }

    /// The same with what the prover says.
    public func with(_ opinions: [SecondOpinion]) -> DocumentResult {
        var result = self
        result.secondOpinions += opinions
        result.conclusion = result.differs ? .differs : result.isUndecided ? .undecided : .asExpected
        return result
    }
}

extension FaultResult {
    init(_ faults: Faults) {
        self.init(
            losses: faults.losses, duplications: faults.duplications, reorderings: faults.reorderings, interruptions: faults.interruptions)
    }

    init?(_ count: FaultCount?) {
        guard let count else { return nil }
        self.init(count.faults)
        if case .perhapsFewer(let why) = count.certainty { perhapsFewer = why }
    }
}
