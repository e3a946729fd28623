/// A log in the Static Analysis Results Interchange Format: as much of SARIF 2.1.0 (OASIS standard, with errata 01) as is written here.
/// The names are those of the standard.
struct SARIFLog: Encodable {
    struct Run: Encodable {
        var tool: Tool
        var artifacts: [Artifact]
        var columnKind = "unicodeCodePoints"
        var originalUriBaseIds: [String: ArtifactLocation]
        var results: [Result]
    }

    struct Tool: Encodable {
        struct Driver: Encodable {
            var name: String
            var version: String
            var rules: [Rule]
        }

        var driver: Driver
    }

    struct Rule: Encodable {
        struct Configuration: Encodable {
            var level: Level
        }

        var id: String
        var name: String
        var shortDescription: Message
        var fullDescription: Message
        var help: Message
        var defaultConfiguration: Configuration
    }

    struct Message: Encodable {
        var text: String
    }

    enum Level: String, Encodable {
        case none, note, warning, error
    }

    enum Kind: String, Encodable {
        case fail, open, review
    }

    struct Artifact: Encodable {
        var location: ArtifactLocation
        var mimeType = "text/markdown"
    }

    struct ArtifactLocation: Encodable {
        var uri: String?
        var uriBaseId: String?
        var index: Int?
        var description: Message?
    }

    struct Region: Encodable {
        var startLine: Int
        var startColumn: Int
        var endColumn: Int
    }

    struct PhysicalLocation: Encodable {
        var artifactLocation: ArtifactLocation
        var region: Region?
    }

    struct LogicalLocation: Encodable {
        var fullyQualifiedName: String
    }

    struct Location: Encodable {
        var id: Int?
        var physicalLocation: PhysicalLocation
        var logicalLocations: [LogicalLocation]?
        var message: Message?
    }

    struct Result: Encodable {
        var ruleId: String
        var ruleIndex: Int
        var kind: Kind
        var level: Level
        var message: Message
        var locations: [Location]
        var relatedLocations: [Location]?
        var codeFlows: [CodeFlow]?
        var partialFingerprints: [String: String]
        var properties: PropertyBag
    }

    /// What is Lockstep's own: the verdict and how far it was looked.
    struct PropertyBag: Encodable {
        var profile: String?
        var outcome: String?
        var expected: String?
        var when: String?
    }

    struct CodeFlow: Encodable {
        var message: Message?
        var threadFlows: [ThreadFlow]
    }

    struct ThreadFlow: Encodable {
        var id: String
        var locations: [ThreadFlowLocation]
    }

    struct ThreadFlowLocation: Encodable {
        var location: Location
        var executionOrder: Int
        var importance: String
        var kinds: [String]?
    }

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    var schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]
}
