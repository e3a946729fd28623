import CZ3

/// The version of the Z3 library that is linked, e.g. `4.8.12.0`.
public func solverVersion() -> String {
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var build: UInt32 = 0
    var revision: UInt32 = 0
    Z3_get_version(&major, &minor, &build, &revision)
    return "\(major).\(minor).\(build).\(revision)"
}
