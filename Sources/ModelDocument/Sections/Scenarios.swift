import ProtocolModel

extension Workspace {
    /// What the simulator is to run the model under. The settings are read here, so that every command says where one is wrong.
    func readScenarios(_ section: Section) {
        var names: [String: SourceRange] = [:]
        for record in section.tables.flatMap({ records($0, ["Scenario", "Profile", "Settings", "Meaning"]) }) {
            let cell = record["Scenario"]
            let name = freeName(cell, "scenario")
            if let name {
                if let first = names[name] {
                    error(
                        "the scenario '\(name)' is declared twice", at: cell.range,
                        notes: [Diagnostic.Note("the first is here", range: first)])
                    continue
                }
                guard hasRoom(names.count, 200, "scenarios", at: cell.range) else { return }
                names[name] = cell.range
            }
            let errors = sink.errorCount
            var scenario = Scenario(name: name ?? "")
            scenario.meaning = record["Meaning"].prose
            readSettings(record["Settings"], into: &scenario)
            readProfile(of: &scenario, record)
            if name != nil, sink.errorCount == errors { scenarios.append(scenario) }
        }
    }

    private func readSettings(_ cell: Cell, into scenario: inout Scenario) {
        if cell.isEmpty { return }
        var subjects: [String: SourceRange] = [:]
        for part in cell.split(at: UInt8(ascii: ";")) {
            if part.isEmpty {
                error("a setting is missing; settings are separated by ';'", at: part.range)
                continue
            }
            let subject = Scenario.subject(of: part.name)
            if let first = subjects[subject], subject != "partition" {
                error("'\(subject)' is set twice", at: part.range, notes: [Diagnostic.Note("the first is here", range: first)])
                continue
            }
            subjects[subject] = part.range
            switch Result(catching: { () throws(ScenarioError) in try scenario.set(part.name, in: model) }) {
            case .success: break
            case .failure(let problem): report(problem, at: part.range)
            }
        }
    }

    private func report(_ problem: ScenarioError, at range: SourceRange) {
        switch problem.unknown {
        case .setting(let name, let names):
            // `rate EVENT` and the like are forms, not names.
            let all = names.filter { !$0.contains(" ") }
            unknown(
                "setting", name, at: range, in: [], notes: [Diagnostic.Note("there are " + names.joined(separator: ", "))], among: all)
        case .event(let name, let names): unknown("event", name, at: range, in: [.events, .roles], among: names)
        case .party(let name, let names): unknown("party", name, at: range, in: [.roles], among: names)
        case nil: error("\(problem.setting): \(problem.reason)", at: range)
        }
    }

    private func readProfile(of scenario: inout Scenario, _ record: Record) {
        let cell = record["Profile"]
        if cell.isEmpty { return }
        guard let profile = model.profiles.first(where: { $0.name == cell.name }) else {
            unknown("profile", cell.name, at: cell.range, in: [.profiles], among: model.profiles.map(\.name))
            return
        }
        scenario.profile = profile.name
        if let refusal = scenario.refusal(in: profile) { error("\(refusal)", at: record["Settings"].range) }
    }
}
