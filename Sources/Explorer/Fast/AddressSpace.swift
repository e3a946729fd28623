import CMachine

/// The addresses that the process may still use; memory is another matter.
enum AddressSpace {
    /// Whether so many bytes can be reserved at this moment.
    static func has(_ bytes: Int) -> Bool {
        guard let memory = machine_reserve(bytes, false) else { return false }
        machine_release(memory, bytes)
        return true
    }
}
