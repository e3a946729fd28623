import CMachine

/// An array of plain values in reserved address space: it never moves, so that threads may read it while another appends, and it
/// takes memory only as far as it is written.
struct ReservedArray<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let capacity: Int

    init(capacity: Int, huge: Bool = false) {
        self.capacity = capacity
        let bytes = max(1, capacity) * MemoryLayout<Element>.stride
        guard let memory = machine_reserve(bytes, huge) else {
            fatalError("no address space for \(bytes) bytes")
        }
        base = memory.bindMemory(to: Element.self, capacity: max(1, capacity))
    }

    func free() { machine_release(base, max(1, capacity) * MemoryLayout<Element>.stride) }
}
