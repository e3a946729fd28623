// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "explorer-benchmark",
    dependencies: [.package(name: "lockstep", path: "../..")],
    targets: [
        .executableTarget(
            name: "explorer-benchmark",
            dependencies: [
                .product(name: "Explorer", package: "lockstep"), .product(name: "ModelDocument", package: "lockstep"),
                .product(name: "ProtocolModel", package: "lockstep"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
