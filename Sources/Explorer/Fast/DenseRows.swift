import CMachine

/// Numbers below 2^32 - 1 by row and column, for what is looked up most: a row lies in a few cache lines, so look-ups in one row find them near.
///
/// Any thread may read at any time; who writes has computed the value under the lock, and two who do write the same. Rows and columns
/// beyond the limits are not kept here.
struct DenseRows: @unchecked Sendable {
    private let values: ReservedArray<UInt32>

    static let rowLimit = 1 << 14
    static let columnLimit = 512

    init() { values = ReservedArray(capacity: DenseRows.rowLimit * DenseRows.columnLimit, huge: true) }

    func free() { values.free() }

    @inline(__always)
    static func has(_ row: Int, _ column: Int) -> Bool { row < rowLimit && column < columnLimit }

    /// `nil` where nothing was stored.
    @inline(__always)
    func value(_ row: Int, _ column: Int) -> Int? {
        let stored = machine_load_32(values.base + (row * DenseRows.columnLimit + column))
        return stored == 0 ? nil : Int(stored) - 1
    }

    @inline(__always)
    func store(_ value: Int, _ row: Int, _ column: Int) {
        machine_store_32(values.base + (row * DenseRows.columnLimit + column), UInt32(value + 1))
    }
}
