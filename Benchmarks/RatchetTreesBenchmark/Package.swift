// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "ratchet-trees-benchmark",
    dependencies: [.package(name: "lockstep", path: "../..")],
    targets: [
        .executableTarget(
            name: "ratchet-trees-benchmark",
            dependencies: [
                .product(name: "MLS", package: "lockstep"),
                .product(name: "RatchetTrees", package: "lockstep"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
