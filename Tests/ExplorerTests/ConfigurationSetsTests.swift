import Testing

@testable import Explorer

/// Decision diagrams against plain sets, exhaustively over all subsets of a small space.
struct ConfigurationSetsTests {
    static let counts = [2, 3]

    static var space: [[Int]] {
        (0..<2).flatMap { a in (0..<3).map { b in [a, b] } }
    }

    private func build(_ members: Set<[Int]>, _ sets: ConfigurationSets) -> ConfigurationSet {
        members.reduce(.empty) { sets.union($0, sets.singleton($1)) }
    }

    private func subset(_ mask: Int) -> Set<[Int]> {
        Set(Self.space.indices.filter { mask & (1 << $0) != 0 }.map { Self.space[$0] })
    }

    @Test func operationsAgreeWithPlainSets() {
        let sets = ConfigurationSets(optionCounts: Self.counts)
        for a in 0..<64 {
            for b in 0..<64 {
                let left = build(subset(a), sets)
                let right = build(subset(b), sets)
                #expect(sets.union(left, right) == build(subset(a | b), sets))
                #expect(sets.intersection(left, right) == build(subset(a & b), sets))
                #expect(sets.subtracting(left, right) == build(subset(a & ~b), sets))
            }
        }
    }

    @Test func everySubsetIsCountedAndCoveredByItsProducts() throws {
        let sets = ConfigurationSets(optionCounts: Self.counts)
        for mask in 0..<64 {
            let members = subset(mask)
            let set = build(members, sets)
            #expect(sets.count(set) == Double(members.count))
            #expect(sets.first(of: set).map { members.contains($0) } ?? members.isEmpty)
            let cubes = try #require(sets.cubes(of: set))
            #expect(cubes.reduce(.empty) { sets.union($0, sets.product($1)) } == set)
            for point in Self.space { #expect(sets.contains(set, point) == members.contains(point)) }
        }
    }

    @Test func aFullSetIsTheTerminal() {
        let sets = ConfigurationSets(optionCounts: Self.counts)
        #expect(build(Set(Self.space), sets) == .all)
        #expect(sets.cubes(of: .all) == [[nil, nil]])
    }
}
