import Explorer
import Foundation
import ModelDocument
import ProtocolModel
import Rehearsal
import Testing

@testable import Pages

/// The parts of the answers that the tests look at.
private struct PlayedAnswer: Decodable {
    var run: RunView
    var position: Position
}

private struct ErrorAnswer: Decodable { var error: String }

private struct SearchAnswer: Decodable {
    struct Found: Decodable {
        var property: String
        var trace: Trace
    }
    var status: String
    var found: [Found]
}

private struct JudgedAnswer: Decodable {
    var isShown: Bool
    var reason: String
}

@Suite("The server of lockstep explore, by real HTTP")
struct ExplorationServerTests {
    /// Serves a document while the body runs.
    private func serving(_ subject: Subject, _ body: (Client, _ path: String) async throws -> Void) async throws {
        let server = try ExplorationServer(Playground(subject.model, subject.lines), port: 0)
        let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            do {
                try await server.run { continuation.yield($0) }
            } catch {
                Issue.record("\(error)")
            }
            continuation.finish()
        }
        var iterator = addresses.makeAsyncIterator()
        let address = try #require(await iterator.next())
        let url = try #require(URL(string: address))
        #expect(url.host == "127.0.0.1")
        let result: Result<Void, any Error>
        do {
            try await body(Client(port: UInt16(try #require(url.port))), url.path.hasSuffix("/") ? url.path : url.path + "/")
            result = .success(())
        } catch {
            result = .failure(error)
        }
        task.cancel()
        // The server ends when it is told to, as at Ctrl-C.
        await task.value
        try result.get()
    }

    private func decode<T: Decodable>(_ type: T.Type, _ answer: Client.Answer) throws -> T {
        #expect(answer.status == 200, "\(String(decoding: answer.body.prefix(500), as: UTF8.self))")
        return try JSONDecoder().decode(type, from: answer.body)
    }

    private func encoded(_ value: some Encodable) throws -> Data { try JSONEncoder().encode(value) }

    @Test("a random walk by HTTP is offered the interpreter's steps and no others, and replays", arguments: Subject.all)
    func walk(_ subject: Subject) async throws {
        try await serving(subject) { client, path in
            for (profile, seed) in zip(subject.model.profiles.indices, [11, 12, 13, 14] as [UInt64]) {
                var walk = RandomWalk(seed: seed)
                let readings = walk.readings(of: subject.model)
                let interpreter = Interpreter(model: subject.model, profile: subject.model.profiles[profile], readings: readings)
                var state = try interpreter.initialState()
                var trace = Trace(model: subject.model, profile: interpreter.profile, readings: readings, steps: [])
                for step in 0..<24 {
                    let place = "\(subject.name), \(trace.profile), seed \(seed), step \(step)"
                    let position = try decode(Position.self, try await client.post(path + "position", encoded(trace)))
                    let own = try interpreter.transitions(from: state)
                    #expect(Set(position.options.map(\.step)) == Set(own.map { TraceStep($0.step, in: subject.model) }), "\(place)")
                    #expect(position.options.count == own.count, "\(place)")
                    #expect(position.at == step, "\(place)")
                    guard let chosen = try walk.step(interpreter, from: state) else { break }
                    trace.steps.append(TraceStep(chosen.step, in: subject.model))
                    state = chosen.target
                }
                let played = try decode(PlayedAnswer.self, try await client.post(path + "play", encoded(trace)))
                #expect(played.run.trace.steps == trace.steps)
                #expect(played.run.steps.count == trace.steps.count)
                // What the page saves is what `lockstep replay` reads.
                #expect(try Replay(played.run.trace, in: subject.model).states.last == state)
            }
        }
    }

    @Test("the counterexamples are the explorer's, and the page says that they violate their properties")
    func counterexamples() async throws {
        let subject = try Subject.example()
        try await serving(subject) { client, path in
            for (index, profile) in subject.model.profiles.enumerated() {
                var answer = SearchAnswer(status: "running", found: [])
                while answer.status == "running" {
                    let name = profile.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    answer = try decode(SearchAnswer.self, await client.request("GET", path + "counterexamples?profile=\(name)"))
                }
                #expect(answer.status == "done")
                let report = try Explorer(model: subject.model).check(profile: index)
                let own = report.verdicts.flatMap { $0.failures.compactMap(\.trace) + [$0.witness].compactMap { $0 } }
                #expect(answer.found.map(\.trace) == own)
                for one in answer.found {
                    let position = try decode(Position.self, try await client.post(path + "position", encoded(one.trace)))
                    let status = position.properties.first { $0.name == one.property }?.status
                    if status != .ofRuns {
                        #expect(status == .violated || status == .reached, "\(one.property)")
                        continue
                    }
                    let name = one.property.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let judged = try decode(JudgedAnswer.self, try await client.post(path + "judge?property=\(name)", encoded(one.trace)))
                    if one.trace.outcome == .stuck || one.trace.outcome == .starved { #expect(judged.isShown, "\(one.property): \(judged.reason)") }
                }
            }
        }
    }

    @Test("bad requests are told what is wrong with them, and the server goes on")
    func badRequests() async throws {
        let subject = try Subject.example()
        let good = Trace(model: subject.model, profile: subject.model.profiles[0], readings: ReadingAssignment(), steps: [])
        func altered(_ change: (inout Trace) -> Void) throws -> Data {
            var trace = good
            change(&trace)
            return try encoded(trace)
        }
        func step(_ text: String) throws -> TraceStep { try JSONDecoder().decode(TraceStep.self, from: Data(text.utf8)) }
        let deliver = try step(#"{"kind":"deliver","from":"Sender","to":"Receiver","position":0}"#)
        let bodies: [(Data, String)] = [
            (Data(), "not a trace"), (Data("{".utf8), "not a trace"), (Data("[]".utf8), "not a trace"), (Data("null".utf8), "not a trace"),
            (Data([0xFF, 0xFE, 0x00]), "not a trace"), (Data("{}".utf8), "format is missing"),
            (Data(String(repeating: "[", count: 100_000).utf8), "not a trace"),
            (try altered { $0.format = 99 }, "format 99"), (try altered { $0.profile = "nowhere" }, "no profile 'nowhere'"),
            (try altered { $0.readings = ["Sender.x": "y"] }, "no reading 'Sender.x'"), (try altered { $0.title = "another" }, "another document"),
            (try altered { $0.cycleStart = 7 }, "cycleStart"), (try altered { $0.steps = [deliver] }, "step 1 cannot be taken"),
            (try altered { $0.steps = [try! step(#"{"kind":"event","party":"Sender","event":"x","row":"S1"}"#)] }, "no event 'x'"),
            (try altered { $0.steps = [try! step(#"{"kind":"deliver"}"#)] }, "is missing"),
            (try altered { $0.steps = [try! step(#"{"kind":"deliver","from":"Sender","to":"Receiver","position":-9223372036854775808}"#)] }, "cannot be taken"),
            (try altered { $0.steps = [try! step(#"{"kind":"lose","from":"Sender","to":"Sender","position":1}"#)] }, "cannot be taken"),
            (try altered { $0.steps = [try! step(#"{"kind":"interrupt","between":["Sender","Sender"],"told":[{"party":"Sender"}]}"#)] }, "cannot be taken"),
            (try altered { $0.steps = [try! step(#"{"kind":"learn","party":"Sender","peer":"Sender"}"#)] }, "cannot be taken"),
            (try altered { $0.steps = Array(repeating: deliver, count: Playground.mostSteps + 1) }, "the most that can be played"),
        ]
        try await serving(subject) { client, path in
            for name in ["play", "position"] {
                for (body, expected) in bodies {
                    let answer = await client.post(path + name, body)
                    let message = (try? JSONDecoder().decode(ErrorAnswer.self, from: answer.body))?.error ?? ""
                    #expect(answer.status == 400, "\(expected): \(answer.status) \(message)")
                    #expect(message.contains(expected), "\(message)")
                }
            }
            let body = try encoded(good)
            let json = ["Content-Type": "application/json"]
            let statuses: [(Client.Answer, Int)] = [
                (await client.request("GET", path + "play"), 405), (await client.request("PUT", path + "play", headers: json, body: body), 405),
                (await client.request("POST", path, headers: json, body: body), 405),
                (await client.request("POST", path + "play", headers: ["Content-Type": "text/plain"], body: body), 415),
                (await client.request("POST", path + "play", body: body), 415),
                (await client.request("POST", path + "play", headers: json, body: Data(repeating: 0x20, count: Playground.mostBytes + 1)), 413),
                (await client.request("GET", path + "counterexamples"), 400),
                (await client.request("GET", path + "counterexamples?profile=none"), 400),
                (await client.request("POST", path + "judge", headers: json, body: body), 400),
                (await client.request("POST", path + "judge?property=none", headers: json, body: body), 400),
                (await client.request("GET", path + "nothing"), 404), (await client.request("GET", "/"), 404),
                (await client.request("GET", "/" + String(repeating: "0", count: 32) + "/"), 404),
                (await client.request("GET", path + "../" + path.dropFirst()), 404), (await client.request("GET", String(path.dropLast())), 404), (await client.request("GET", path), 200),
            ]
            for (index, (answer, expected)) in statuses.enumerated() { #expect(answer.status == expected, "request \(index)") }
        }
    }

    @Test("bytes that are no HTTP end their connection and not the server")
    func noise() async throws {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        try await serving(try Subject.example()) { client, path in
            let fixed = [
                "", "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST \(path)play HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST \(path)play HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST \(path)play HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
                "POST \(path)play HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET %%%zz HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\nConnection: close\r\n\r\n",
            ]
            for text in fixed {
                let answer = await client.send(Data(text.utf8))
                #expect(answer.status == 0 || (400..<500).contains(answer.status), "\(text)")
            }
            var walk = Dice(seed)
            for _ in 0..<40 {
                let bytes = (0..<Int.random(in: 1...400, using: &walk)).map { _ in UInt8.random(in: 0...255, using: &walk) }
                let answer = await client.send(Data(bytes))
                #expect(answer.status == 0 || (400..<500).contains(answer.status), "seed \(seed)")
            }
            #expect(await client.request("GET", path).status == 200, "seed \(seed)")
        }
    }

    @Test("only pages of this server are answered")
    func otherSites() async throws {
        try await serving(try Subject.example()) { client, path in
            let own = "127.0.0.1:\(client.port)"
            let cases: [(host: String, headers: [String: String], status: Int)] = [
                (own, [:], 200), ("localhost:\(client.port)", [:], 200), (own, ["Origin": "http://\(own)"], 200),
                ("attacker.example", [:], 421), ("attacker.example:\(client.port)", [:], 421), ("127.0.0.1", [:], 421), ("", [:], 421),
                (own, ["Origin": "http://attacker.example"], 403), (own, ["Origin": "null"], 403),
                (own, ["Origin": "http://localhost:\(client.port)"], 403), (own, ["Sec-Fetch-Site": "cross-site"], 403),
                (own, ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"], 200), (own, ["Sec-Fetch-Site": "same-origin"], 200),
            ]
            for one in cases {
                let answer = await client.request("GET", path, host: one.host, headers: one.headers)
                #expect(answer.status == one.status, "\(one)")
                if answer.status == 200 {
                    #expect(answer.headers.contains("Content-Security-Policy: default-src 'none'") || answer.headers.lowercased().contains("content-security-policy: default-src 'none'"))
                }
            }
        }
    }

    @Test("a port that is taken is an error that says so")
    func takenPort() async throws {
        let subject = try Subject.example()
        try await serving(subject) { client, _ in
            let second = try ExplorationServer(Playground(subject.model, subject.lines), port: client.port)
            await #expect(throws: ExplorationServer.ListenError.self) { try await second.run { _ in } }
        }
    }
}

/// Random numbers with a seed.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
