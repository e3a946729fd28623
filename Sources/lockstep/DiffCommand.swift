import ArgumentParser
import Comparison
import Explorer
import ModelDocument
import ProtocolModel
import Reporting

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What a revision changed: rows, verdicts, behaviours.",
        discussion: """
            Rows are paired by what they say, so one that was renamed or moved is recognised. Verdicts on the properties that both documents ask \
            for are compared in every network of either, each change with a run that shows it. Behaviours are compared as sequences of \
            observable events, in every network: a shortest one that one document allows, in some reading, and the other does not, in either \
            direction; the interpreter has replayed each on both documents before it is shown.

            Observable is what somebody sees who watches the parties from outside, the records opened: that a party takes a spontaneous step \
            (its name and arguments), receives a message (its name and the fields that both documents have) or a record that it cannot open, learns that its connection \
            has gone; and with each what it does about it: the messages that it sends, whether they travel in the clear, and that it \
            closes the connection. Control states, variables, names of rows, readings and keys are not observable, nor is the loss of a \
            message. Epochs and their numbers are told by what they have to do with the last commit that was seen of each party, because \
            they have no names that two documents share. Where one document alone has a message, a step or a party, that is said once, \
            and runs are compared up to where it occurs.

            All sequences are compared by making both documents deterministic on the fly (a subset construction) and going through them side by side; \
            where there are too many (--pairs), it is said up to which length they were compared.

            Exit status: 0 no difference in verdicts or behaviours (rows may differ); 1 there is one; 2 unusable input; 3 none was found, \
            and not all was compared within the limits.

            Examples:
              lockstep diff Models/mls-tls.md Models/mls-tls-2026-02.md
              lockstep diff old.md new.md --brief --markdown
              lockstep diff old.md new.md --profile connection --property decryptable
              lockstep diff old.md new.md --rename Resumption=ResumptionRequest --rows-only
            """)

    @Argument(help: "The older model document.")
    var old: String

    @Argument(help: "The newer model document.")
    var new: String

    @Option(help: "Only this network profile (may be given several times).")
    var profile: [String] = []

    @Option(help: "Only this property (may be given several times).")
    var property: [String] = []

    @Option(help: "OLD=NEW: this role, message, event, state or variable has another name now (may be given several times).")
    var rename: [String] = []

    @Flag(help: "Compare the tables only, without exploring.")
    var rowsOnly = false

    @Flag(help: "Leave the verdicts out.")
    var noVerdicts = false

    @Flag(help: "Leave the behaviours out.")
    var noBehaviours = false

    @Flag(help: "Names and counts, without counterexamples.")
    var brief = false

    @Flag(help: "Print Markdown, for a pull-request comment.")
    var markdown = false

    @Option(help: "The most pairs of sets of states in the comparison of behaviours in one network.")
    var pairs = 50_000

    @Option(help: "The most states to store in one exploration.")
    var maxStates = 20_000_000

    func validate() throws {
        if pairs < 1 { throw ValidationError("--pairs must be at least 1.") }
        if maxStates < 1 { throw ValidationError("--max-states must be at least 1.") }
        for text in rename where text.split(separator: "=", omittingEmptySubsequences: false).count != 2 {
            throw ValidationError("--rename \(text): write OLD=NEW.")
        }
    }

    func run() throws {
        let documents = try Documents.read([old, new])
        Interruption.shared.listen()
        let (before, after) = (documents[0].document, documents[1].document)
        let correspondence = try correspondence(before.model, after.model)
        let profiles = try profiles(correspondence)
        try checkProperties(before.model, after.model)
        let verdicts = rowsOnly || noVerdicts ? nil : try self.verdicts(before.model, after.model, profiles)
        let behaviours = rowsOnly || noBehaviours ? nil : try self.behaviours(correspondence, profiles)
        let report = DiffReport(
            old: document(documents[0], profiles.map(\.old)), new: document(documents[1], profiles.map(\.new)), correspondence: correspondence, verdicts: verdicts,
            behaviours: behaviours, isBrief: brief)
        print(markdown ? report.page().markdown() : report.page().text())
        if report.differs { throw ExitStatus.verdictDiffers }
        if report.isUndecided { throw ExitStatus.noVerdict }
    }

    /// - Parameter networks: those that it was compared on; those of the other document are added, so that runs on them can be told.
    private func document(_ read: (file: String, document: ModelDocument), _ networks: [NetworkProfile]) -> DiffReport.Document {
        var model = read.document.model
        model.profiles += networks.filter { network in !model.profiles.contains { $0.name == network.name } }
        var cells: [String: [String: [String]]] = [:]
        for row in model.roles.flatMap(\.rows) { cells[row.name] = read.document.cells(of: row) }
        return DiffReport.Document(name: read.file, model: model, cells: cells)
    }

    private func correspondence(_ before: ProtocolModel, _ after: ProtocolModel) throws -> Correspondence {
        let given = rename.map { text in
            let sides = text.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            return (old: sides.first ?? "", new: sides.last ?? "")
        }
        switch Result(catching: { () throws(CorrespondenceError) in try Correspondence(before, after, given: given) }) {
        case .success(let result): return result
        case .failure(let error):
            Console.error("lockstep: --rename \(error.old)=\(error.new): \(old) and \(new) have no such pair of names of one kind")
            throw ExitStatus.unusableInput
        }
    }

    /// A network that both are compared on, as either document says it.
    private struct Network {
        var name: String
        var old: NetworkProfile
        var new: NetworkProfile
    }

    /// The networks of either document; one that both have as each says it.
    private func profiles(_ correspondence: Correspondence) throws -> [Network] {
        let (before, after) = (correspondence.old, correspondence.new)
        var result = after.profiles.map { profile in
            Network(
                name: profile.name, old: before.profiles.first { $0.name == profile.name } ?? correspondence.translated(profile), new: profile)
        }
        for profile in before.profiles where !result.contains(where: { $0.name == profile.name }) {
            result.append(Network(name: profile.name, old: profile, new: correspondence.translatedForward(profile)))
        }
        for name in profile where !result.contains(where: { $0.name == name }) {
            Console.error("lockstep: --profile \(name): the networks are \(result.map(\.name).joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
        return result.filter { profile.isEmpty || profile.contains($0.name) }
    }

    private func checkProperties(_ before: ProtocolModel, _ after: ProtocolModel) throws {
        let known = before.properties.map(\.name).filter { name in after.properties.contains { $0.name == name } }
        for name in property where !known.contains(name) {
            Console.error("lockstep: --property \(name): the properties that both documents have are \(known.joined(separator: ", "))")
            throw ExitStatus.unusableInput
        }
    }

    // MARK: Verdicts

    private func verdicts(_ before: ProtocolModel, _ after: ProtocolModel, _ networks: [Network]) throws -> VerdictComparison {
        let shared = Set(before.properties.map(\.name)).intersection(after.properties.map(\.name))
            .filter { property.isEmpty || property.contains($0) }
        var found: [(name: String, old: ExplorationReport, new: ExplorationReport)] = []
        for network in networks {
            let a = try explore(before, network.name, network.old, shared, old)
            let b = try explore(after, network.name, network.new, shared, new)
            found.append((network.name, a, b))
            if Interruption.shared.isRequested { break }
        }
        return VerdictComparison(old: before, new: after, profiles: found)
    }

    /// Explores a document in a network, be it one that the document does not name, for the properties that both have.
    private func explore(
        _ model: ProtocolModel, _ name: String, _ profile: NetworkProfile, _ properties: Set<String>, _ file: String
    ) throws -> ExplorationReport {
        var model = model
        let known = model.profiles.firstIndex { $0.name == name }
        if known == nil { model.profiles.append(profile) }
        let index = known ?? model.profiles.count - 1
        for position in model.properties.indices {
            // Where the document asks for nothing in a network of its own, it has a reason.
            let isAsked = known == nil || model.properties[position].expected[index] != nil
            model.properties[position].expected =
                isAsked && properties.contains(model.properties[position].name) ? [index: .unstated] : [:]
        }
        let line = ProgressLine(title: "\(file), \(name)")
        let explorer = Explorer(model: model, limits: ExplorationLimits(states: maxStates))
        let result = Result { () throws(ExplorerError) in
            try explorer.check(profile: index) { progress in
                line.update(progress)
                return !Interruption.shared.isRequested
            }
        }
        line.clear()
        switch result {
        case .success(let report): return report
        case .failure(.unsupported(let what)): Console.error("\(file): error: the explorer cannot handle \(what)")
        case .failure(.evaluation(let error)): Console.error("\(file): error: \(ErrorText.text(error, in: model))")
        }
        throw ExitStatus.unusableInput
    }

    // MARK: Behaviours

    private func behaviours(_ correspondence: Correspondence, _ networks: [Network]) throws -> [BehaviourComparison] {
        try networks.map { network in
            let options = BehaviourComparison.Options(pairs: pairs)
            let result = Result { () throws(EvaluationError) in
                try BehaviourComparison(correspondence, on: network.new, options: options) { !Interruption.shared.isRequested }
            }
            switch result {
            case .success(let found): return found
            case .failure(let error):
                Console.error("\(new): error: \(ErrorText.text(error, in: correspondence.new))")
                throw ExitStatus.unusableInput
            }
        }
    }
}
