import MLS
import Testing

@testable import RatchetTrees

@Suite("The shape of left-balanced trees")
struct TreeShapeTests {
    /// The flat representation is the order from left to right.
    private func names(_ tree: RecursiveTree) -> [[Int]] { tree.allNodes }

    @Test("paths, copaths, frontiers and neighbours of all trees of up to 64 leaves are those of the recursive definition")
    func exhaustive() throws {
        for count in 1...64 {
            let tree = RecursiveTree(0..<count)
            let names = names(tree)
            let shape = try BalancedTree(leafCount: count)
            #expect(shape.nodeCount == names.count)
            #expect(names[shape.root] == Array(0..<count))
            #expect(shape.frontier.map { names[$0] } == tree.frontier)
            for leaf in 0..<count {
                let path = tree.path(leaf)
                #expect(names[BalancedTree.node(ofLeaf: leaf)] == [leaf])
                #expect(BalancedTree.leaf(at: 2 * leaf) == leaf)
                #expect(try shape.pathToRoot(fromLeaf: leaf).map { names[$0] } == path.map(\.node))
                #expect(try shape.directPath(ofLeaf: leaf).map { names[$0] } == path.dropLast().map(\.node))
                #expect(try shape.copath(ofLeaf: leaf).map { names[$0] } == path.compactMap(\.sibling))
                for other in 0..<count {
                    let common = path.first { $0.node.contains(other) }?.node
                    #expect(try names[shape.commonAncestor(ofLeaves: leaf, other)] == common)
                }
            }
            for (node, name) in names.enumerated() {
                for (other, otherName) in names.enumerated() {
                    #expect(BalancedTree.contains(node, other) == Set(otherName).isSubset(of: name))
                }
                let children = [shape.left(of: node), shape.right(of: node)].compactMap { $0 }
                #expect(children.flatMap { names[$0] } == (name.count == 1 ? [] : name))
                for child in children { #expect(shape.parent(of: child) == node) }
                #expect((shape.parent(of: node) == nil) == (node == shape.root))
            }
        }
    }

    @Test("the example of the draft")
    func example() throws {
        let shape = try BalancedTree(leafCount: 7)
        // C; CD; ABCD, and D; AB; EFG, and ABCD; EF; G.
        #expect(try shape.directPath(ofLeaf: 2) == [4, 5, 3])
        #expect(try shape.copath(ofLeaf: 2) == [6, 1, 11])
        #expect(shape.frontier == [3, 9, 12])
    }

    @Test("the frontier from right to left is the copath of the next leaf, up to the largest tree")
    func frontierIsNextCopath() throws {
        var random = SeededRandom(seed: 1)
        let sizes = Array(1...300) + (0..<200).map { _ in Int.random(in: 1..<BalancedTree.maximumLeafCount, using: &random) }
        for count in sizes {
            let shape = try BalancedTree(leafCount: count)
            #expect(try shape.appendingLeaf().copath(ofLeaf: count) == shape.frontier.reversed())
        }
    }

    @Test("there is no tree without leaves or with too many, and no leaf outside of a tree")
    func errors() throws {
        for count in [Int.min, -1, 0, BalancedTree.maximumLeafCount + 1, .max] {
            #expect(throws: TreeShapeError.leafCount(count)) { try BalancedTree(leafCount: count) }
        }
        let largest = try BalancedTree(leafCount: BalancedTree.maximumLeafCount)
        #expect(throws: TreeShapeError.self) { try largest.appendingLeaf() }
        for leaf in [-1, 5, Int.max] {
            let shape = try BalancedTree(leafCount: 5)
            #expect(throws: TreeShapeError.noSuchLeaf(leaf)) { try shape.directPath(ofLeaf: leaf) }
            #expect(throws: TreeShapeError.noSuchLeaf(leaf)) { try shape.copath(ofLeaf: leaf) }
            #expect(throws: TreeShapeError.noSuchLeaf(leaf)) { try shape.puncturedHeads([leaf]) }
            #expect(throws: TreeShapeError.noSuchLeaf(leaf)) { try shape.commonAncestor(ofLeaves: 0, leaf) }
        }
    }

    @Test("punctured trees: every set of punctures of up to 9 leaves, and random ones of up to 64")
    func puncturing() throws {
        var random = SeededRandom(seed: 2)
        var cases: [(Int, Set<Int>)] = []
        for count in 1...9 {
            for bits in 0..<(1 << count) { cases.append((count, Set((0..<count).filter { bits >> $0 & 1 == 1 }))) }
        }
        for count in 10...64 {
            for share in [0.05, 0.3, 0.9] {
                cases.append((count, Set((0..<count).filter { _ in Double.random(in: 0..<1, using: &random) < share })))
            }
        }
        for (count, punctures) in cases {
            let tree = RecursiveTree(0..<count)
            let names = names(tree)
            let shape = try BalancedTree(leafCount: count)
            let heads = try shape.puncturedHeads(punctures)
            // Depth first, then from left to right, is breadth-first.
            let expected = tree.uncovered(punctures).enumerated()
                .sorted { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }.map(\.element.node)
            #expect(heads.map { names[$0] } == expected)
            // "or equivalently, numerical"
            let numbers = heads.map { shape.breadthFirstNumber(of: $0) }
            #expect(numbers == numbers.sorted())
        }
    }

    @Test("a sparse array holds what was put into it, and copies do not change")
    func sparseArray() {
        var random = SeededRandom(seed: 3)
        var array = SparseArray<Int>()
        var model: [Int: Int] = [:]
        var copies: [(SparseArray<Int>, [Int: Int])] = []
        for step in 0..<2000 {
            let index = Int.random(in: 0..<(1 << Int.random(in: 0..<33, using: &random)), using: &random)
            let value = step.isMultiple(of: 7) ? nil : step
            array[index] = value
            model[index] = value
            if step.isMultiple(of: 100) { copies.append((array, model)) }
        }
        for (array, model) in copies + [(array, model)] {
            for (index, value) in model { #expect(array[index] == value) }
            for index in 0..<500 { #expect(array[index] == model[index]) }
        }
    }
}
