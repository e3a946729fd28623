// swift-tools-version: 6.1
import PackageDescription

// Fuzz targets for the MLS library, on the libFuzzer of the toolchain; see README.md.
let package = Package(
    name: "mls-fuzz",
    dependencies: [
        .package(name: "lockstep", path: "../..")
    ],
    targets: [
        .target(name: "CFuzzer"),
        .executableTarget(
            name: "mls-fuzz",
            dependencies: ["CFuzzer", .product(name: "MLS", package: "lockstep")],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
