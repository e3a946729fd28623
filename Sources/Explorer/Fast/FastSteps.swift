import ProtocolModel

/// The steps by components as the search over all readings uses them: one thread, states as the bytes of their packed words.
final class FastSteps {
    private let steps: StepSystem
    private var stepper: Stepper
    private let saturates: Bool

    init(
        _ system: FlatSystem, monitoring kind: Property.Kind?, within: ConfigurationSet, keepsSmallestNumber: Bool, gaps: Search.LargeGaps
    ) throws(UnsupportedModel) {
        steps = try StepSystem(system, monitoring: kind, within: within, keepsSmallestNumber: keepsSmallestNumber)
        saturates = gaps == .overApproximated
        stepper = Stepper(steps, isFamily: true, saturates: saturates)
    }

    deinit { stepper.free() }

    /// Whether the components have no room for what the system is like.
    var hasNoRoom: Bool { steps.store.limit != nil || stepper.overflow }
    var needsSmallestNumber: Bool { stepper.needsSmallestNumber }

    static func bytes(_ word: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    func label(_ number: Int) -> EdgeLabel { steps.labels[number] }

    func bytes(of state: FlatState) -> [UInt8]? { stepper.pack(state).map(FastSteps.bytes) }
    func state(_ bytes: ArraySlice<UInt8>) -> FlatState { stepper.flatState(FastSteps.word(bytes)) }
    func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 { stepper.hash(of: FastSteps.word(bytes)) }

    /// Visits the steps from a state; a target that is left out is `nil`.
    ///
    /// - Returns: `false` where the components have no room.
    func expand(
        _ bytes: ArraySlice<UInt8>, _ packing: Packing, largestStep: Int,
        edge: (_ target: [UInt8]?, ConfigurationSet, _ label: Int) -> Void, failure: (EvaluationError, ConfigurationSet) -> Void
    ) -> Bool {
        let word = FastSteps.word(bytes)
        stepper.clear()
        stepper.clearFailures()
        stepper.expand(word)
        if saturates {
            // A gap that is as large as can be told stands for larger ones.
            for variant in packing.variants(of: stepper.flatState(word), largestStep: largestStep).dropFirst() {
                stepper.expand(variant)
            }
        }
        if hasNoRoom { return false }
        for index in 0..<stepper.count {
            let target = stepper.targets[index]
            edge(
                target == Stepper.beyond ? nil : FastSteps.bytes(target), ConfigurationSet(node: stepper.presences[index]),
                Int(stepper.labels[index]))
        }
        for (index, presence) in stepper.failures { failure(steps.failures[index], presence) }
        return true
    }
}
