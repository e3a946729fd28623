import ExampleModels
import Explorer
import ProtocolModel
import Testing

@testable import Prover

/// Random small protocols through the interpreter, the explorer and the prover: they never disagree.
struct RandomModelTests {
    static let count: UInt64 = 1000
    static let depth = 4

    @Test(arguments: 0..<10 as Range<UInt64>)
    func enginesAgree(_ part: UInt64) throws {
        var found = 0
        for seed in stride(from: part, to: Self.count, by: 10) {
            var models = RandomModels(seed: seed)
            let model = models.model()
            let profile = model.profiles[0]
            let context = Context()
            let places = BoundedModelChecker.places(profile) + 2
            let system = try SymbolicSystem(SymbolicLayout(context, model, profile, places: places))
            var random = SeededGenerator(seed &+ 77)
            let readings = ReadingAssignment([
                ReadingChoice(role: 0, reading: 0): Int.random(in: 0...1, using: &random),
                ReadingChoice(role: 1, reading: 0): Int.random(in: 0...1, using: &random),
            ].filter { model.readingChoices.contains($0.key) })
            let interpreter = Interpreter(model: model, profile: profile, readings: readings)
            var state = try interpreter.initialState()
            for step in 0..<6 {
                if state.channels.contains(where: { $0.count > places - 2 }) { break }
                let transitions = try EncodingTests.compare(system, interpreter, state, "seed \(seed), step \(step)")
                guard let next = transitions.randomElement(using: &random) else { break }
                state = next.target
            }
            if (seed / 10).isMultiple(of: 2) { found += try compareWithExplorer(model, seed, places) }
        }
        #expect(found > 5, "no counterexample was found, so lengths were not compared")
    }

    /// The shortest counterexamples of both engines; how many there were.
    private func compareWithExplorer(_ model: ProtocolModel, _ seed: UInt64, _ places: Int) throws -> Int {
        guard
            let report = try? Explorer(model: model, limits: ExplorationLimits(states: 300)).check(profile: 0),
            report.modelErrors.isEmpty
        else { return 0 }
        var checker = try BoundedModelChecker(model, model.profiles[0], places: places, milliseconds: 20_000)
        var found = 0
        for verdict in report.verdicts {
            let property = model.properties[verdict.property]
            let shortest =
                (verdict.failures.compactMap { $0.trace?.steps.count } + [verdict.witness?.steps.count].compactMap { $0 }).min()
            let outcome = try checker.check(property, depth: min(Self.depth, shortest ?? Self.depth))
            switch outcome {
            case .found(let trace):
                #expect(try Replay(trace, in: model).judge(property) == .shown, "seed \(seed), \(property.name)")
                // An exploration that reached its limits has not seen everything.
                if let shortest {
                    #expect(trace.steps.count == shortest, "seed \(seed), \(property.name)")
                } else {
                    #expect(verdict.status != .decided, "seed \(seed), \(property.name): the explorer finds nothing")
                }
                found += 1
            case .nothing(let bound): #expect(shortest.map { $0 > bound } ?? true, "seed \(seed), \(property.name): the explorer has \(shortest ?? 0)")
            case .unknown: break
            }
        }
        return found
    }
}
