// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "lockstep",
    products: [
        .library(name: "MLS", targets: ["MLS"]),
        .library(name: "RatchetTrees", targets: ["RatchetTrees"]),
        .library(name: "ProtocolModel", targets: ["ProtocolModel"]),
        .library(name: "ModelDocument", targets: ["ModelDocument"]),
        .library(name: "Explorer", targets: ["Explorer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        .systemLibrary(name: "CZ3", providers: [.apt(["libz3-dev"])]),
        .systemLibrary(
            name: "CCmarkGFM",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "ProtocolModel"),
        .target(name: "CMachine"),
        .target(name: "Explorer", dependencies: ["CMachine", "ProtocolModel"], exclude: ["README.md"]),
        .target(name: "Prover", dependencies: ["CZ3", "ProtocolModel"], exclude: ["README.md"]),
        .target(
            name: "Rehearsal", dependencies: ["Federation", "MLS", "ProtocolModel", "RatchetTrees"], exclude: ["README.md", "recording.schema.json"]),
        .target(name: "Simulator", dependencies: ["ProtocolModel"], exclude: ["README.md"]),
        .target(name: "Exports", dependencies: ["ProtocolModel"], exclude: ["README.md"]),
        .target(name: "Conformance", dependencies: ["ProtocolModel"], exclude: ["README.md"]),
        .target(name: "Comparison", dependencies: ["ProtocolModel"], exclude: ["README.md"]),
        .target(
            name: "Reporting",
            dependencies: ["Comparison", "Conformance", "Explorer", "ModelDocument", "ProtocolModel", "Prover", "Rehearsal", "Simulator"],
            exclude: ["check.schema.json", "simulation.schema.json"]),
        .target(
            name: "Pages",
            dependencies: [
                "Explorer", "ProtocolModel", "Rehearsal", "Reporting",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "FlyingFox", package: "FlyingFox"),
            ],
            exclude: ["README.md", "trace-page.png"], resources: ["page.css", "elements.js", "chart.js", "panel.js", "player.js", "trace-page.js", "explore-page.js"].map { .embedInCode("Resources/" + $0) }),
        .target(
            name: "ModelDocument",
            dependencies: ["CCmarkGFM", "ProtocolModel", .product(name: "Yams", package: "Yams")]),
        .executableTarget(
            name: "lockstep",
            dependencies: [
                "Comparison", "Conformance", "Explorer", "Exports", "ModelDocument", "Pages", "ProtocolModel", "Prover", "Rehearsal", "Reporting", "Simulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "MLS", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "RatchetTrees", dependencies: ["MLS"], exclude: ["README.md"]),
        .target(name: "Federation", dependencies: ["MLS"], exclude: ["README.md"]),
        .target(name: "MLSVectors", dependencies: ["MLS"]),
        .executableTarget(name: "mls-vectors", dependencies: ["MLS", "MLSVectors"]),
        .testTarget(name: "MLSTests", dependencies: ["MLS", "MLSVectors"]),
        .testTarget(name: "FederationTests", dependencies: ["Federation", "MLS"]),
        .testTarget(name: "RatchetTreesTests", dependencies: ["MLS", "RatchetTrees"]),
        .target(name: "ExampleModels", dependencies: ["ModelDocument", "ProtocolModel"], path: "Tests/ExampleModels"),
        .testTarget(name: "ProtocolModelTests", dependencies: ["ExampleModels", "ModelDocument", "ProtocolModel"]),
        .testTarget(name: "ModelDocumentTests", dependencies: ["ModelDocument", "ProtocolModel"]),
        .testTarget(
            name: "RehearsalTests",
            dependencies: ["ExampleModels", "Explorer", "Federation", "MLS", "ModelDocument", "ProtocolModel", "RatchetTrees", "Rehearsal"]),
        .testTarget(name: "ProverTests", dependencies: ["CZ3", "ExampleModels", "Explorer", "ModelDocument", "ProtocolModel", "Prover", "Rehearsal"]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["Conformance", "ExampleModels", "ModelDocument", "ProtocolModel", "Rehearsal", "Reporting"]),
        .testTarget(name: "SimulatorTests", dependencies: ["ExampleModels", "Explorer", "ModelDocument", "ProtocolModel", "Simulator"]),
        .testTarget(
            name: "PagesTests",
            dependencies: [
                "ExampleModels", "Explorer", "ModelDocument", "Pages", "ProtocolModel", "Rehearsal", "Reporting", "Simulator",
                .product(name: "FlyingFox", package: "FlyingFox"),
            ]),
        .testTarget(
            name: "ReportingTests", dependencies: ["ExampleModels", "Explorer", "ModelDocument", "ProtocolModel", "Reporting", "Simulator"]),
        .testTarget(
            name: "ComparisonTests",
            dependencies: ["Comparison", "ExampleModels", "Explorer", "ModelDocument", "ProtocolModel", "Reporting"]),
        .testTarget(name: "ExplorerTests", dependencies: ["ExampleModels", "Explorer", "ModelDocument", "ProtocolModel"]),
        .testTarget(name: "ExportsTests", dependencies: ["ExampleModels", "Explorer", "Exports", "ProtocolModel"]),
    ],
    swiftLanguageModes: [.v6]
)
