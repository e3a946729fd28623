// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "lockstep",
    products: [
        .library(name: "MLS", targets: ["MLS"]),
        .library(name: "ProtocolModel", targets: ["ProtocolModel"]),
        .library(name: "ModelDocument", targets: ["ModelDocument"]),
        .library(name: "Explorer", targets: ["Explorer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CZ3", providers: [.apt(["libz3-dev"])]),
        .systemLibrary(
            name: "CCmarkGFM",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "ProtocolModel"),
        .target(name: "CMachine"),
        .target(name: "Explorer", dependencies: ["CMachine", "ProtocolModel"]),
        .target(name: "Prover", dependencies: ["CZ3", "ProtocolModel"], exclude: ["README.md"]),
        .target(
            name: "Rehearsal", dependencies: ["MLS", "ProtocolModel"], exclude: ["README.md", "recording.schema.json"]),
        .target(name: "Simulator", dependencies: ["ProtocolModel"], exclude: ["README.md"]),
        .target(name: "Conformance", dependencies: ["ProtocolModel"], exclude: ["README.md"]),
        .target(name: "Reporting", dependencies: ["Conformance", "Explorer", "ProtocolModel", "Prover", "Rehearsal", "Simulator"]),
        .target(
            name: "ModelDocument",
            dependencies: ["CCmarkGFM", "ProtocolModel", .product(name: "Yams", package: "Yams")]),
        .executableTarget(
            name: "lockstep",
            dependencies: [
                "Conformance", "Explorer", "ModelDocument", "ProtocolModel", "Prover", "Rehearsal", "Reporting", "Simulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "MLS", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "MLSVectors", dependencies: ["MLS"]),
        .executableTarget(name: "mls-vectors", dependencies: ["MLS", "MLSVectors"]),
        .testTarget(name: "MLSTests", dependencies: ["MLS", "MLSVectors"]),
        .target(name: "ExampleModels", dependencies: ["ModelDocument", "ProtocolModel"], path: "Tests/ExampleModels"),
        .testTarget(name: "ProtocolModelTests", dependencies: ["ExampleModels", "ModelDocument", "ProtocolModel"]),
        .testTarget(name: "ModelDocumentTests", dependencies: ["ModelDocument", "ProtocolModel"]),
        .testTarget(
            name: "RehearsalTests", dependencies: ["ExampleModels", "Explorer", "MLS", "ModelDocument", "ProtocolModel", "Rehearsal"]),
        .testTarget(name: "ProverTests", dependencies: ["CZ3", "Explorer", "ModelDocument", "ProtocolModel", "Prover", "Rehearsal"]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["Conformance", "ExampleModels", "ModelDocument", "ProtocolModel", "Rehearsal", "Reporting"]),
        .testTarget(name: "SimulatorTests", dependencies: ["ExampleModels", "Explorer", "ModelDocument", "ProtocolModel", "Simulator"]),
        .testTarget(name: "ExplorerTests", dependencies: ["ExampleModels", "Explorer", "ModelDocument", "ProtocolModel"]),
    ],
    swiftLanguageModes: [.v6]
)
