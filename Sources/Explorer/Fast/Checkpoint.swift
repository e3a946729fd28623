/// A directory from which a search goes on after it was ended, in whatever way.
struct Checkpoint: Sendable {
    let directory: String

    var statesPath: String { directory + "/states" }

    func save(_ search: FastSearch) {}
    func restore(_ search: FastSearch) -> FastSearch.Progress? { nil }
}
