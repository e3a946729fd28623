import Conformance
import Foundation
import ProtocolModel
import Reporting
import Testing

/// Lines that cannot be used are told with line and field.
struct FormatTests {
    private func error(_ text: String) throws -> LogError? {
        let subject = try Subject.example("half-open")
        var validator = try Validator(subject.model, subject.profile)
        do throws(LogError) {
            for line in try LogReader.read(Data(text.utf8)) { _ = try validator.take(line) }
            return nil
        } catch {
            return error
        }
    }

    private static let good = #"{"party":"Sender","event":"update"}"# + "\n"

    @Test(arguments: [
        ("nonsense", 2, nil),
        (#"["party"]"#, 2, nil),
        (#"{"event":"update"}"#, 2, "party"),
        (#"{"party":"Sender"}"#, 2, "event"),
        (#"{"party":"Sender","event":"update","epcoh":3}"#, 2, "epcoh"),
        (#"{"party":"Sender","event":"update","epoch":"3"}"#, 2, "epoch"),
        (#"{"party":"Sender","event":"update","sent":[{"message":"Update"},{"mesage":"Update"}]}"#, 2, "sent[1].mesage"),
        (#"{"party":"Sender","event":"update","sent":[{"message":"Update","fields":{"update":[]}}]}"#, 2, "sent[0].fields.update"),
        (#"{"party":"Nobody","event":"update"}"#, 2, "party"),
        (#"{"party":"Sender","event":"upgrade"}"#, 2, "event"),
        (#"{"party":"Sender","event":"receive","message":"Confrm"}"#, 2, "message"),
        (#"{"party":"Sender","event":"update","message":"Update"}"#, 2, "message"),
        (#"{"party":"Sender","event":"receive","fields":{"epoch":1}}"#, 2, "fields"),
        (#"{"party":"Sender","event":"receive","message":"Confirm","fields":{"number":1}}"#, 2, "fields.number"),
        (#"{"party":"Sender","event":"update","row":"R1"}"#, 2, "row"),
        (#"{"party":"Sender","event":"update","state":"Ready"}"#, 2, "state"),
        (#"{"party":"Sender","event":"update","from":"Receiver"}"#, 2, "from"),
        (#"{"party":"Sender","event":"update","arguments":["1"]}"#, 2, "arguments"),
        (#"{"party":"Sender","event":"update","sent":[{"message":"Update","to":"Nobody"}]}"#, 2, "sent[0].to"),
        ("\n\n" + #"{"party":"Sender"}"#, 4, "event"),
    ] as [(String, Int, String?)])
    func unusableLines(_ text: String, line: Int, field: String?) throws {
        let error = try #require(try error(Self.good + text + "\n"))
        #expect(error.line == line)
        #expect(error.field == field)
        #expect(LogErrorText.text(error).contains("line \(line)"))
    }

    @Test func whatSaysNothingIsIgnored() throws {
        #expect(try error(#"{"party":"Sender","event":"update","time":"12:00","comment":{"a":[1]}}"# + "\r\n\n") == nil)
    }

    @Test func eventsSurviveTheirEncoding() throws {
        let run = try Run(try Subject.example("half-open"), seed: 4, steps: 40)
        #expect(try LogReader.read(LogWriter.text(run.log)).map(\.event) == run.log)
    }

    @Test func aPartyThatIsNotObservedHasNoLines() throws {
        let subject = try Subject.example("half-open")
        var validator = try Validator(subject.model, subject.profile, Validator.Options(observed: [1]))
        let expected = LogError(line: 1, field: "party", .meaningless("Sender is not among the parties whose lines are in the log"))
        #expect(throws: expected) {
            try validator.take(LogReader.Line(number: 1, event: LogEvent(party: "Sender", event: "update")))
        }
    }
}
