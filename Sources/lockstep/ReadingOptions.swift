import ProtocolModel

/// What `--reading Role.reading=option` fixes.
enum ReadingOptions {
    /// The options to which each reading is restricted.
    static func parse(_ texts: [String], _ model: ProtocolModel, _ file: String) throws -> [ReadingChoice: [Int]] {
        var result: [ReadingChoice: [Int]] = [:]
        for text in texts {
            let sides = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let choice = model.readingChoices.first {
                "\(model.roles[$0.role].name).\(model.readings[$0.reading].name)" == sides.first
            }
            guard let choice, sides.count == 2 else {
                let known = model.readingChoices.map { "\(model.roles[$0.role].name).\(model.readings[$0.reading].name)" }
                Console.error(
                    "\(file): error: --reading \(text): write Role.reading=option; the readings are \(known.joined(separator: ", "))")
                throw ExitStatus.unusableInput
            }
            let options = model.readings[choice.reading].options
            guard let option = options.firstIndex(where: { $0.name == sides[1] }) else {
                Console.error(
                    "\(file): error: --reading \(text): the options are \(options.map(\.name).joined(separator: ", "))")
                throw ExitStatus.unusableInput
            }
            result[choice, default: []].append(option)
        }
        return result
    }
}
