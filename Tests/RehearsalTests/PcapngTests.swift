import ProtocolModel
import Testing

@testable import Rehearsal

/// Captures are read again by a strict reader of the format: blocks, checksums, and TCP streams without a gap.
struct PcapngTests {
    struct Segment {
        var flow: [UInt8]
        var sequence: UInt32
        var flags: UInt8
        var payload: [UInt8]
    }

    static func little(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
    static func big(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    /// The ones' complement sum over bytes with a right checksum is 0xffff.
    static func sum(_ bytes: [UInt8]) -> Int {
        var sum = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += Int(bytes[index]) << 8 | (index + 1 < bytes.count ? Int(bytes[index + 1]) : 0)
        }
        while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
        return sum
    }

    static func packets(_ file: [UInt8]) throws -> [[UInt8]] {
        var rest = file[...]
        var result: [[UInt8]] = []
        var types: [Int] = []
        while !rest.isEmpty {
            let start = rest.startIndex
            let type = little(rest[start..<start + 4])
            let length = little(rest[start + 4..<start + 8])
            try #require(length % 4 == 0 && length >= 12 && length <= rest.count)
            #expect(little(rest[start + length - 4..<start + length]) == length)
            types.append(type)
            if type == 6 {
                let captured = little(rest[start + 20..<start + 24])
                #expect(captured == little(rest[start + 24..<start + 28]))
                result.append(Array(rest[start + 28..<start + 28 + captured]))
            }
            rest = rest.dropFirst(length)
        }
        #expect(types.prefix(2) == [0x0a0d_0d0a, 1])
        #expect(types.dropFirst(2).allSatisfy { $0 == 6 })
        return result
    }

    @Test(arguments: DocumentProfile.all)
    func captures(_ one: DocumentProfile) throws {
        let recording = try Recorder().record(try RecordingTests.trace(one, steps: 80, seed: 4), in: one.model)
        var sent: [UInt8] = []
        for step in recording.steps {
            for performed in step.operations {
                if case .send = performed.step.operation { sent += Hexadecimal.bytes(performed.result.wire ?? "") ?? [] }
            }
        }
        #expect(!sent.isEmpty)
        var carried: [UInt8] = []
        var next: [[UInt8]: UInt32] = [:]
        for packet in try Self.packets(recording.pcapng()) {
            #expect(packet[0] == 0x45)
            #expect(Self.big(packet[2..<4]) == packet.count)
            #expect(Self.sum(Array(packet[0..<20])) == 0xffff)
            let body = Array(packet[20...])
            let pseudo = Array(packet[12..<20]) + [0, packet[9], UInt8(body.count >> 8), UInt8(body.count & 0xff)]
            #expect(Self.sum(pseudo + body) == 0xffff)
            let flow = Array(packet[12..<20]) + Array(body[0..<4])
            if packet[9] == 17 {
                #expect(recording.setting.explicitSequence)
                #expect(Self.big(body[4..<6]) == body.count)
                carried += body[8...]
                continue
            }
            #expect(packet[9] == 6 && !recording.setting.explicitSequence)
            let sequence = UInt32(Self.big(body[4..<8]))
            let flags = body[13]
            if flags & 2 != 0 {
                #expect(next[flow] == nil, "a second SYN on one flow")
                next[flow] = sequence + 1
            } else {
                #expect(next[flow] == sequence)
                next[flow]? += UInt32(body.count - 20)
            }
            carried += body[20...]
        }
        #expect(carried == sent)
    }
}
