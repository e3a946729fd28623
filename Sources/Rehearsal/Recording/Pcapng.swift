/// A recording as a capture file (pcapng, draft-ietf-opsawg-pcapng): the real bytes as they would cross a loopback interface.
///
/// Where the network keeps the order, messages travel in TCP connections, one for each connection of the model, each opened by a handshake and ended by a reset;
/// otherwise in UDP datagrams. Step n happens n milliseconds after the start of the Unix epoch. The first party is 127.0.0.1; it has the client's
/// port, 49152 and up, and the others 443, so that a dissector takes the records for TLS's.
struct Pcapng {
    private var bytes: [UInt8] = []
    private let usesTCP: Bool
    /// How many connections each pair of parties has had, as each end sees it.
    private var connections: [Pair: Int] = [:]
    private var streams: [Stream: UInt32] = [:]
    private var opened: Set<Stream> = []

    private struct Pair: Hashable {
        var local: Int
        var remote: Int
    }

    /// One direction of a connection.
    private struct Stream: Hashable {
        var from: Int
        var to: Int
        var connection: Int
    }

    init(usesTCP: Bool) {
        self.usesTCP = usesTCP
        // Section Header Block.
        block(0x0a0d_0d0a, little32(0x1a2b_3c4d) + little16(1) + little16(0) + [UInt8](repeating: 0xff, count: 8))
        // Interface Description Block: LINKTYPE_RAW, no limit to a packet's length.
        block(1, little16(101) + little16(0) + little32(0))
    }

    var file: [UInt8] { bytes }

    mutating func message(_ content: [UInt8], from: Int, to: Int, step: Int) {
        let connection = connections[Pair(local: from, remote: to), default: 0]
        if !usesTCP {
            packet(ip(from: from, to: to, 17, udp(content, from, to)), step)
            return
        }
        let stream = Stream(from: from, to: to, connection: connection)
        let back = Stream(from: to, to: from, connection: connection)
        if opened.insert(stream).inserted, opened.insert(back).inserted {
            // The first party opens; its end is the client's.
            let (client, server) = from < to ? (stream, back) : (back, stream)
            segment(client, 0x02, [], step)
            streams[client] = 1
            segment(server, 0x12, [], step)
            streams[server] = 1
            segment(client, 0x10, [], step)
        }
        for start in Swift.stride(from: 0, to: content.count, by: 32768) {
            let part = Array(content[start..<min(content.count, start + 32768)])
            segment(stream, 0x18, part, step)
            streams[stream, default: 1] += UInt32(part.count)
        }
    }

    /// A party's connections have gone.
    mutating func reset(_ party: Int, parties: Int, step: Int) {
        for other in 0..<parties where other != party {
            let number = connections[Pair(local: party, remote: other), default: 0]
            let stream = Stream(from: party, to: other, connection: number)
            if usesTCP, opened.contains(stream) { segment(stream, 0x14, [], step) }
            let theirs = connections[Pair(local: other, remote: party), default: 0]
            connections[Pair(local: party, remote: other)] = max(number + 1, theirs)
        }
    }

    // MARK: Packets

    private mutating func segment(_ stream: Stream, _ flags: UInt8, _ content: [UInt8], _ step: Int) {
        let back = Stream(from: stream.to, to: stream.from, connection: stream.connection)
        let acknowledged = flags & 0x10 != 0 ? streams[back, default: 0] : 0
        var header = big16(port(stream.from, peer: stream.to, stream.connection))
        header += big16(port(stream.to, peer: stream.from, stream.connection))
        header += big32(streams[stream, default: 0]) + big32(acknowledged)
        header += [0x50, flags] + big16(65535) + [0, 0, 0, 0]
        let sum = checksum(header + content, from: stream.from, to: stream.to, 6)
        header[16] = UInt8(sum >> 8)
        header[17] = UInt8(sum & 0xff)
        packet(ip(from: stream.from, to: stream.to, 6, header + content), step)
    }

    private func udp(_ content: [UInt8], _ from: Int, _ to: Int) -> [UInt8] {
        var header = big16(port(from, peer: to, 0)) + big16(port(to, peer: from, 0)) + big16(UInt16(truncatingIfNeeded: 8 + content.count))
        header += [0, 0]
        let sum = checksum(header + content, from: from, to: to, 17)
        header[6] = UInt8(sum >> 8)
        header[7] = UInt8(sum & 0xff)
        return header + content
    }

    private func port(_ party: Int, peer: Int, _ connection: Int) -> UInt16 {
        party < peer ? 49152 + UInt16(connection % 16384) : 443
    }

    private func address(_ party: Int) -> [UInt8] { [127, 0, 0, UInt8(truncatingIfNeeded: party + 1)] }

    private func ip(from: Int, to: Int, _ proto: UInt8, _ content: [UInt8]) -> [UInt8] {
        var header: [UInt8] = [0x45, 0] + big16(UInt16(truncatingIfNeeded: 20 + content.count)) + [0, 0, 0x40, 0, 64, proto, 0, 0]
        header += address(from) + address(to)
        let sum = Self.onesComplement(header)
        header[10] = UInt8(sum >> 8)
        header[11] = UInt8(sum & 0xff)
        return header + content
    }

    private func checksum(_ segment: [UInt8], from: Int, to: Int, _ proto: UInt8) -> UInt16 {
        let pseudo = address(from) + address(to) + [0, proto] + big16(UInt16(truncatingIfNeeded: segment.count))
        let sum = Self.onesComplement(pseudo + segment)
        return sum == 0 && proto == 17 ? 0xffff : sum
    }

    private static func onesComplement(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in Swift.stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
            sum = (sum & 0xffff) + (sum >> 16)
        }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    // MARK: Blocks

    private mutating func packet(_ content: [UInt8], _ step: Int) {
        // Enhanced Packet Block; time stamps count microseconds.
        let time = UInt64(step) * 1000
        let length = little32(UInt32(content.count))
        let padding = [UInt8](repeating: 0, count: (4 - content.count % 4) % 4)
        block(
            6,
            little32(0) + little32(UInt32(truncatingIfNeeded: time >> 32)) + little32(UInt32(truncatingIfNeeded: time)) + length + length
                + content + padding)
    }

    private mutating func block(_ type: UInt32, _ body: [UInt8]) {
        let length = little32(UInt32(body.count + 12))
        bytes += little32(type) + length + body + length
    }

    private func little16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8)] }
    private func little32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    private func big16(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }
    private func big32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
}

extension Recording {
    /// The messages as a pcapng file.
    public func pcapng() -> [UInt8] {
        var capture = Pcapng(usesTCP: !setting.explicitSequence)
        for step in steps {
            for performed in step.operations {
                switch performed.step.operation {
                case .send(_, let to, _, _, _, _):
                    let wire = performed.result.wire.flatMap(Hexadecimal.bytes) ?? []
                    capture.message(wire, from: performed.step.party, to: to, step: step.number)
                case .resetConnection:
                    capture.reset(performed.step.party, parties: setting.parties.count, step: step.number)
                default: break
                }
            }
        }
        return capture.file
    }
}
