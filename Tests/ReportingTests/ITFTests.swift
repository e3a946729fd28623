import ExampleModels
import Foundation
import ModelDocument
import ProtocolModel
import Testing

@testable import Reporting

/// The Informal Trace Format by the text of Apalache's ADR-015 (revision of 2023-09-14).
struct ITFTests {
    /// What is wrong with a trace; empty where nothing is.
    private func faults(_ trace: [String: Any]) -> [String] {
        var result: [String] = []
        let known: Set = ["#meta", "params", "vars", "states", "loop"]
        result += trace.keys.filter { !known.contains($0) }.map { "\($0) is not of the format" }
        guard let vars = trace["vars"] as? [String], let states = trace["states"] as? [[String: Any]] else { return result + ["no vars or states"] }
        if Set(vars).count != vars.count { result.append("a variable twice") }
        for (index, state) in states.enumerated() {
            let names = Set(state.keys.filter { $0 != "#meta" })
            if names != Set(vars) { result.append("state \(index) has other variables") }
            if (state["#meta"] as? [String: Any])?["index"] as? Int != index { result.append("state \(index) has another index") }
            for name in names { if let value = state[name] { result += faults(ofExpression: value, "state \(index), \(name)") } }
        }
        if let loop = trace["loop"] {
            if !(states.indices.contains(loop as? Int ?? -1)) { result.append("loop is no state") }
        }
        return result
    }

    private func faults(ofExpression value: Any, _ path: String) -> [String] {
        // A number is written as #bigint since the revision.
        if value is Bool || value is String { return [] }
        if let list = value as? [Any] { return list.flatMap { faults(ofExpression: $0, path) } }
        guard let object = value as? [String: Any] else { return ["\(path): \(value) is no expression"] }
        let marks = object.keys.filter { $0.hasPrefix("#") }
        guard let mark = marks.first else { return object.flatMap { faults(ofExpression: $1, "\(path).\($0)") } }
        guard object.count == 1 else { return ["\(path): \(mark) beside other fields"] }
        switch mark {
        case "#bigint":
            let digits = object[mark] as? String ?? ""
            return digits.range(of: "^-?[0-9]+$", options: .regularExpression) != nil ? [] : ["\(path): \(digits) is no number"]
        case "#tup", "#set": return (object[mark] as? [Any])?.flatMap { faults(ofExpression: $0, path) } ?? ["\(path): \(mark) is no list"]
        case "#map":
            guard let pairs = object[mark] as? [[Any]], pairs.allSatisfy({ $0.count == 2 }) else { return ["\(path): no list of pairs"] }
            return pairs.joined().flatMap { faults(ofExpression: $0, path) }
        default: return ["\(path): \(mark) is not of the format"]
        }
    }

    private func object(_ trace: Trace, in model: ProtocolModel) throws -> [String: Any] {
        let data = try ITFTrace(trace, in: model, source: "example.md").data()
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func everyRunFitsTheFormat() throws {
        let report = try Checked.handshake()
        var loops = 0
        for run in report.result.runs {
            let trace = try object(run.trace, in: report.model)
            #expect(faults(trace) == [])
            #expect((trace["states"] as? [Any])?.count == run.steps.count + 1)
            if trace["loop"] != nil { loops += 1 }
            #expect((trace["loop"] == nil) == (run.trace.cycleStart == nil))
        }
        #expect(loops > 0)
    }

    @Test func theCheckCanRefuse() throws {
        let report = try Checked.handshake()
        var trace = try object(report.result.runs[0].trace, in: report.model)
        trace["loop"] = 99
        trace["state"] = "a"
        var states = try #require(trace["states"] as? [[String: Any]])
        states[0]["inFlight"] = ["#map": [[1]]]
        states[0]["Sender.group"] = nil
        trace["states"] = states
        #expect(faults(trace).count == 4)
    }

    /// Runs that random steps make in models with families, sets and maps: every type of value comes up.
    @Test(arguments: [UInt64(3), 17, 2026]) func randomRunsFitTheFormat(seed: UInt64) throws {
        for document in Checked.documents {
            let model = document.model
            for profile in model.profiles {
                let interpreter = Interpreter(model: model, profile: profile, readings: ReadingAssignment())
                var generator = Generator(state: seed)
                var state = try interpreter.initialState()
                var steps: [Step] = []
                for _ in 0..<25 {
                    guard let next = try interpreter.transitions(from: state).randomElement(using: &generator) else { break }
                    steps.append(next.step)
                    state = next.target
                }
                let trace = Trace(model: model, profile: profile, readings: ReadingAssignment(), steps: steps)
                #expect(faults(try object(trace, in: model)) == [], "\(document.source.name), \(profile.name), seed \(seed)")
            }
        }
    }

    /// What a state's metadata say of the step is what the trace says.
    @Test func metadataTellTheStep() throws {
        let report = try Checked.handshake()
        let run = try #require(report.result.runs.first { run in run.steps.contains { $0.kind == .interrupt } })
        let states = try #require(try object(run.trace, in: report.model)["states"] as? [[String: Any]])
        for (step, state) in zip(run.trace.steps, states.dropFirst()) {
            let meta = try #require(state["#meta"] as? [String: Any])
            let parameters = try #require(meta["parameters"] as? [String: Any])
            let rows = try #require(meta["rows"] as? [String: String])
            switch step.kind {
            case .event:
                #expect(meta["action"] as? String == step.event && parameters["party"] as? String == step.party)
                #expect(rows == [try #require(step.party): try #require(step.row)])
            case .deliver: #expect(parameters["to"] as? String == step.to && rows[step.to ?? ""] == step.row)
            case .interrupt: #expect(Set(rows.values) == Set((step.told ?? []).compactMap(\.row)))
            case .lose, .learn: break
            }
        }
    }

    /// SplitMix64, so that a seed gives the same run everywhere.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
