import CFuzzer
import Foundation

@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "seeds":
            try Seeds.write(to: URL(fileURLWithPath: arguments.count > 2 ? arguments[2] : "seeds"))
        case "decoder":
            run(Array(arguments.dropFirst())) { data, size in DecoderTarget.run(bytes(data, size)) }
        case "process":
            run(Array(arguments.dropFirst())) { data, size in ProcessTarget.run(bytes(data, size)) }
        default:
            print("usage: mls-fuzz seeds FOLDER | decoder FOLDER [OPTION]... | process FOLDER [OPTION]...")
        }
    }

    /// Hands the command line to libFuzzer, which never comes back if it finds something.
    private static func run(
        _ arguments: [String], _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
    ) {
        var count = Int32(arguments.count)
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        pointers.withUnsafeMutableBufferPointer { buffer in
            var base = buffer.baseAddress
            _ = LLVMFuzzerRunDriver(&count, &base, callback)
        }
    }
}

private func bytes(_ data: UnsafePointer<UInt8>?, _ size: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data, count: size))
}
