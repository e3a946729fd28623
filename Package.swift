// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "lockstep",
    products: [
        .library(name: "ProtocolModel", targets: ["ProtocolModel"]),
        .library(name: "MLS", targets: ["MLS"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CZ3", providers: [.apt(["libz3-dev"])]),
        .systemLibrary(
            name: "CCmarkGFM",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "ProtocolModel"),
        .target(
            name: "MLS",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "MLSVectors", dependencies: ["MLS"]),
        .executableTarget(name: "mls-vectors", dependencies: ["MLS", "MLSVectors"]),
        .testTarget(name: "MLSTests", dependencies: ["MLS", "MLSVectors"]),
    ],
    swiftLanguageModes: [.v6]
)
