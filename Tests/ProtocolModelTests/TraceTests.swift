import ExampleModels
import Foundation
import ProtocolModel
import Testing

struct TraceTests {
    private func trace(_ model: ProtocolModel, steps: Int) throws -> Trace {
        let interpreter = Interpreter(model: model, profile: model.profiles[0])
        var state = try interpreter.initialState()
        var taken: [Step] = []
        for index in 0..<steps {
            let transitions = try interpreter.transitions(from: state)
            let transition = transitions[index % transitions.count]
            taken.append(transition.step)
            state = transition.target
        }
        return Trace(model: model, profile: model.profiles[0], readings: ReadingAssignment(), steps: taken)
    }

    @Test func survivesItsEncodingAndReplays() throws {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let original = try trace(model, steps: 12)
        let decoded = try JSONDecoder().decode(Trace.self, from: JSONEncoder().encode(original))
        #expect(decoded == original)
        #expect(try Replay(decoded, in: model).transitions.count == 12)
    }

    @Test func aStepThatCannotBeTakenIsRefusedWithWhatCould() throws {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        var altered = try trace(model, steps: 3)
        altered.steps[0].row = "S2"
        #expect {
            try Replay(altered, in: model)
        } throws: { error in
            guard let error = error as? TraceError, case .impossible(let possible) = error.reason else { return false }
            return error.step == 0 && !possible.isEmpty
        }
    }

    @Test func strangeNamesAreRefused() throws {
        let model = try ExampleModels.parse(ExampleModels.handshake)
        let good = try trace(model, steps: 3)
        var profile = good
        profile.profile = "carrier pigeon"
        #expect(throws: TraceError(step: nil, .unknown("profile", "carrier pigeon"))) { try Replay(profile, in: model) }
        var row = good
        row.steps[0].row = "S99"
        #expect(throws: TraceError(step: 0, .unknown("row", "S99"))) { try Replay(row, in: model) }
        var reading = good
        reading.readings["Sender.resend"] = "sometimes"
        #expect(throws: TraceError(step: nil, .unknown("option of Sender.resend", "sometimes"))) { try Replay(reading, in: model) }
    }
}
