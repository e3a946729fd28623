import FlyingFox
import Foundation
import Synchronization

/// Answers the requests of the page.
///
/// | Request | Answer |
/// |---------|--------|
/// | `GET /TOKEN/` | the page |
/// | `POST /TOKEN/play`, a trace | the run, step by step, and what can be done after it |
/// | `POST /TOKEN/position`, a trace | only what can be done after it, and what the run says of the properties |
/// | `POST /TOKEN/judge?property=NAME`, a trace | whether the run shows that the property fails |
/// | `GET /TOKEN/counterexamples?profile=NAME` | what the explorer has found in the profile so far |
///
/// All answers but the page are JSON; what is wrong with a request is told as `{"error": "…"}`.
final class ExplorationHandler: HTTPHandler {
    let playground: Playground
    let page: Page
    let token: String
    let search: CounterexampleSearch
    /// The port that is listened on; 0 before it is known.
    let port = Atomic<UInt16>(0)

    init(playground: Playground, page: Page, token: String, search: CounterexampleSearch) {
        self.playground = playground
        self.page = page
        self.token = token
        self.search = search
    }

    func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            return try await answer(request)
        } catch {
            return Self.response(error.status, Failure(error: error.message))
        }
    }

    private struct Failure: Encodable {
        var error: String
    }

    private func answer(_ request: HTTPRequest) async throws(PlayError) -> HTTPResponse {
        try admit(request)
        let parts = request.target.path().split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.count == 2, let first = parts.first, Self.isEqual(String(first), token), let name = parts.last else {
            throw PlayError(status: 404, message: "no such page; the address has a token, see what `lockstep explore` printed")
        }
        switch name {
        case "":
            try expect(.GET, request)
            return HTTPResponse(
                statusCode: .ok,
                headers: Self.headers("text/html; charset=utf-8", [
                    HTTPHeader("Content-Security-Policy"): page.policy + "; frame-ancestors 'none'"
                ]),
                body: Data(page.html.utf8))
        case "play":
            return Self.response(200, try playground.play(try await body(request)))
        case "position":
            return Self.response(200, try playground.position(try await body(request)))
        case "judge":
            guard let property = request.query["property"] else { throw .badRequest("name a property: ?property=NAME") }
            return Self.response(200, try playground.judge(try await body(request), property))
        case "counterexamples":
            try expect(.GET, request)
            guard let profile = request.query["profile"] else { throw .badRequest("name a profile: ?profile=NAME") }
            guard let index = playground.model.profiles.firstIndex(where: { $0.name == profile }) else {
                throw .badRequest("the model has no profile '\(profile)'")
            }
            return Self.response(200, search.report(index))
        default: throw PlayError(status: 404, message: "no such page")
        }
    }

    // MARK: Who may ask

    /// Only pages from this server, at the address that it listens on.
    private func admit(_ request: HTTPRequest) throws(PlayError) {
        let port = port.load(ordering: .acquiring)
        let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
        guard let host = request.headers[.host], hosts.contains(host.lowercased()) else {
            throw PlayError(status: 421, message: "the Host of the request is not this server")
        }
        if let origin = request.headers[HTTPHeader("Origin")], origin.lowercased() != "http://\(host.lowercased())" {
            throw PlayError(status: 403, message: "the request comes from another site")
        }
        if let site = request.headers[HTTPHeader("Sec-Fetch-Site")], site != "same-origin", site != "none" {
            // A link to the page may be followed from elsewhere, with the token in it; nothing else may.
            guard request.method == .GET, request.headers[HTTPHeader("Sec-Fetch-Mode")] == "navigate" else {
                throw PlayError(status: 403, message: "the request comes from another site")
            }
        }
    }

    /// In a time that does not depend on where they differ.
    private static func isEqual(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        return a.count == b.count && zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func expect(_ method: HTTPMethod, _ request: HTTPRequest) throws(PlayError) {
        if request.method != method { throw PlayError(status: 405, message: "\(request.method.rawValue) is not for this page; use \(method.rawValue)") }
    }

    /// The body of a POST, which has to be JSON: a form of another site cannot send that.
    private func body(_ request: HTTPRequest) async throws(PlayError) -> Data {
        try expect(.POST, request)
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces) }
        guard type?.lowercased() == "application/json" else {
            throw PlayError(status: 415, message: "the body has to be JSON: Content-Type: application/json")
        }
        let most = Playground.mostBytes
        let tooLarge = PlayError(status: 413, message: "the body has more than \(most) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most { throw tooLarge }
        var data = Data()
        do {
            for try await chunk in request.bodySequence {
                data.append(chunk)
                if data.count > most { break }
            }
        } catch {
            throw .badRequest("the body cannot be read")
        }
        if data.count > most { throw tooLarge }
        return data
    }

    // MARK: Answers

    private static func headers(_ type: String, _ more: [HTTPHeader: String] = [:]) -> HTTPHeaders {
        // One request a connection: under load, requests on a connection that was used before were seen to go unanswered; why was not found out.
        let common: [HTTPHeader: String] = [
            .connection: "close", .contentType: type, .cacheControl: "no-store", HTTPHeader("X-Content-Type-Options"): "nosniff",
            HTTPHeader("Referrer-Policy"): "no-referrer", HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
            HTTPHeader("X-Frame-Options"): "DENY",
        ]
        return HTTPHeaders(common.merging(more) { $1 })
    }

    private static func response(_ status: Int, _ value: some Encodable) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding fails only for numbers that are not finite, and there are none.
        let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
        return HTTPResponse(statusCode: code(status), headers: headers("application/json"), body: data)
    }

    private static func code(_ status: Int) -> HTTPStatusCode {
        switch status {
        case 200: .ok
        case 400: .badRequest
        case 403: .forbidden
        case 404: .notFound
        case 405: .methodNotAllowed
        case 413: .payloadTooLarge
        case 415: .unsupportedMediaType
        case 421: .misdirectedRequest
        default: .internalServerError
        }
    }
}
