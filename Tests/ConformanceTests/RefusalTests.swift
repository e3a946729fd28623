import Conformance
import ExampleModels
import ProtocolModel
import Reporting
import Testing

/// What is said of a line that is not allowed.
struct RefusalTests {
    private func refusal(_ log: [LogEvent], _ profile: String = "connection", _ options: Validator.Options = .init()) throws -> (Refusal, String) {
        let subject = try Subject.example(profile)
        var validator = try Validator(subject.model, subject.profile, options)
        for (index, event) in log.enumerated() {
            if case .refused(let refusal) = try validator.take(LogReader.Line(number: index + 1, event: event)) {
                try #require(index == log.count - 1, "line \(index + 1) is refused")
                return (refusal, ConformanceText(model: subject.model, profile: subject.profile).text(refusal))
            }
        }
        throw Subject.Missing()
    }

    private func event(_ party: String, _ name: String, _ message: String? = nil) -> LogEvent {
        var result = LogEvent(party: party, event: name)
        result.message = message
        return result
    }

    @Test func theConditionThatRefusedIsTold() throws {
        // The first update reaches the receiver twice: the second time it is the epoch that it is in, and by no means made in it.
        var again = event("Receiver", "receive", "Update")
        again.row = "R1"
        let (refusal, text) = try refusal(
            [event("Sender", "update"), event("Receiver", "receive", "Update"), again], "datagram")
        #expect(refusal.line.number == 3)
        #expect(text.contains("R1 asks that update.parent = group (here"))
        #expect(text.contains("the row is R2, the line says R1"))
    }

    @Test func theStateThatDoesNotFitIsTold() throws {
        let (_, text) = try refusal([event("Sender", "update"), event("Sender", "update")])
        #expect(text.contains("Sender is in Waiting"))
        #expect(text.contains("S1 is for Idle"))
    }

    @Test func theReadingThatDoesNotFitIsTold() throws {
        var again = event("Sender", "again")
        again.row = "S6"
        let options = Validator.Options(readings: [ReadingChoice(role: 0, reading: 0): [0]])
        let (_, text) = try refusal(
            [event("Sender", "update"), event("Sender", "interrupted"), event("Receiver", "interrupted"), again], "connection", options)
        #expect(text.contains("S6 belongs to the reading resend: fresh"))
        #expect(text.contains("the row is S5, the line says S6"))
    }

    /// A row of a reading that is open is refused by its condition, not by the reading that was tried first.
    @Test func aReadingThatIsOpenRefusesNothing() throws {
        let row = "| S6 | Broken | `again` | |"
        let model = try ExampleModels.parse(
            ExampleModels.handshake.replacing(row, with: "| S6 | Broken | `again` | `pending = none` |"))
        var validator = try Validator(model, model.profiles[0])
        var again = event("Sender", "again")
        again.row = "S6"
        let log = [event("Sender", "update"), event("Sender", "interrupted"), event("Receiver", "interrupted"), again]
        for (index, event) in log.enumerated() {
            guard case .refused(let refusal) = try validator.take(LogReader.Line(number: index + 1, event: event)) else { continue }
            let text = ConformanceText(model: model, profile: model.profiles[0]).text(refusal)
            #expect(text.contains("S6 asks that pending = none (here epoch 2 and none)"))
            return
        }
        Issue.record("the log is allowed")
    }

    @Test func nothingInFlightIsTold() throws {
        let (_, text) = try refusal([event("Receiver", "receive", "Update")])
        #expect(text.contains("nothing is in flight from Sender"))
    }

    @Test func aFullChannelIsTold() throws {
        let data = event("Sender", "send data")
        let (_, text) = try refusal([data, data, data])
        #expect(text.contains("S7 waits: a channel that it sends on is full"))
    }

    @Test func anotherEpochIsTold() throws {
        var line = event("Sender", "update")
        line.epoch = 7
        let (refusal, text) = try refusal([line])
        #expect(refusal.suspects.first?.nearMisses.first?.mismatches == [.epoch(said: 7, found: 1)])
        #expect(text.contains("the epoch is 1 then, the line says 7"))
    }

    @Test func oneAuthenticatorForTwoEpochsIsTold() throws {
        var update = event("Receiver", "receive", "Update")
        update.authenticator = "aa"
        var confirm = event("Sender", "update")
        confirm.authenticator = "aa"
        let (_, text) = try refusal([confirm, update])
        #expect(text.contains("authenticator aa is that of a different epoch"))
    }

    @Test func anInterruptionThatIsOwedIsTold() throws {
        let (_, text) = try refusal([event("Sender", "interrupted"), event("Receiver", "receive", "Data")])
        #expect(text.contains("its line 'interrupted' has to come first"))
    }

    @Test func aLimitMakesNoRefusal() throws {
        let subject = try Subject.example("datagram")
        let run = try Run(subject, seed: 3, steps: 30)
        var log = run.log
        log[log.count - 1].epoch = 77
        let (found, _) = try verdict(on: log, subject, Validator.Options(limit: 1))
        guard case .undecided = found else {
            Issue.record("\(found)")
            return
        }
        guard case .refused = try verdict(on: log, subject).verdict else {
            Issue.record("it is refused without the limit")
            return
        }
    }
}
