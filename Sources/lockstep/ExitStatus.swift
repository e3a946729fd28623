import ArgumentParser
import Foundation

/// The exit statuses that scripts can rely on.
enum ExitStatus {
    static let verdictDiffers = ExitCode(1)
    static let unusableInput = ExitCode(2)
    static let noVerdict = ExitCode(3)
}

/// What goes to people beside the results.
enum Console {
    static let errorIsTerminal = isatty(STDERR_FILENO) != 0
    static let outputIsTerminal = isatty(STDOUT_FILENO) != 0

    static var usesColour: Bool {
        errorIsTerminal && ProcessInfo.processInfo.environment["NO_COLOR"].map(\.isEmpty) ?? true
    }

    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
