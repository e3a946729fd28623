import Foundation
import Rehearsal
import Reporting

/// A recording in a file, or what is made of one.
struct RecordingFile {
    let path: String

    private static let largest = 256 << 20

    func write(_ recording: Recording) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(Array(try encoder.encode(recording)))
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            Console.error("\(bytes.count) bytes written to \(path)")
        } catch {
            Console.error("lockstep: \(path): cannot be written: \(error.localizedDescription)")
            throw ExitStatus.unusableInput
        }
    }

    func read() throws -> Recording {
        guard let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int else {
            Console.error("lockstep: \(path): no such file")
            throw ExitStatus.unusableInput
        }
        guard size <= Self.largest, let data = FileManager.default.contents(atPath: path) else {
            Console.error("lockstep: \(path): cannot be read, or is larger than \(Self.largest >> 20) MiB")
            throw ExitStatus.unusableInput
        }
        do {
            return try JSONDecoder().decode(Recording.self, from: data)
        } catch let error as DecodingError {
            Console.error("\(path): error: not a recording: \(error.place)")
            throw ExitStatus.unusableInput
        }
    }

    /// Takes the recording through MLS again.
    func verify(verbose: Bool) throws {
        let recording = try read()
        if verbose { print(RecordingText(recording).lines().joined(separator: "\n")) }
        switch Result(catching: { () throws(UnverifiableRecording) in try recording.verify() }) {
        case .success(.verified(let steps, let operations)):
            print("\(path): \(steps) steps, \(operations) operations: every message, epoch and decryption comes out as recorded")
        case .success(.fault(let fault)):
            print("\(path): \(RecordingFaultText.text(fault, in: recording))")
            throw ExitStatus.verdictDiffers
        case .failure(let reason):
            Console.error("\(path): error: \(RecordingFaultText.text(reason))")
            throw ExitStatus.unusableInput
        }
    }
}
