import Dispatch
import Foundation
import Glibc

/// A plain HTTP/1.1 client on loopback that sends what it is told to, byte by byte, so that bad requests can be sent too.
struct Client: Sendable {
    var port: UInt16

    struct Answer {
        /// 0 where the connection was closed without an answer.
        var status: Int
        var headers: String
        var body: Data
    }

    /// Sends a request and reads until the server closes the connection. The blocking calls stay off the threads that the server runs on.
    func send(_ bytes: Data) async -> Answer {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: exchange(bytes)) }
        }
    }

    func request(
        _ method: String, _ path: String, host: String? = nil, headers: [String: String] = [:], body: Data? = nil
    ) async -> Answer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nConnection: close\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.count)\r\n" }
        return await send(Data((text + "\r\n").utf8) + (body ?? Data()))
    }

    func post(_ path: String, _ body: Data) async -> Answer {
        await request("POST", path, headers: ["Content-Type": "application/json"], body: body)
    }

    private func exchange(_ bytes: Data) -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { return Answer(status: 0, headers: "", body: Data()) }
        var rest = bytes
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if written <= 0 { break }
            rest = rest.dropFirst(written)
        }
        shutdown(descriptor, Int32(SHUT_WR))
        var received = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            received.append(contentsOf: buffer[..<count])
        }
        guard let end = received.range(of: Data("\r\n\r\n".utf8)) else { return Answer(status: 0, headers: "", body: received) }
        let headers = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        let status = Int(headers.split(separator: " ").dropFirst().first ?? "") ?? 0
        return Answer(status: status, headers: headers, body: Data(received[end.upperBound...]))
    }
}
