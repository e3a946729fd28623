// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "mls-benchmark",
    dependencies: [
        .package(name: "lockstep", path: "../.."),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .target(name: "CMeasure"),
        .executableTarget(
            name: "mls-benchmark",
            dependencies: [
                "CMeasure",
                .product(name: "MLS", package: "lockstep"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
