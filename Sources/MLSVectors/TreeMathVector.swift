import MLS

/// "Tree Math".
public struct TreeMathVector: TestVector {
    public static let kind = "tree-math"
    public var requiredSuite: CipherSuite? { nil }

    public var nLeaves: UInt32
    public var nNodes: UInt32
    public var root: UInt32
    public var left: [UInt32?]
    public var right: [UInt32?]
    public var parent: [UInt32?]
    public var sibling: [UInt32?]

    init(leafCount: Int) {
        let shape = TreeShape(atLeast: leafCount)
        let nodes = (0..<shape.nodeCount).map { NodeIndex($0) }
        func value(_ node: NodeIndex?) -> UInt32? { node.map { UInt32($0.value) } }
        nLeaves = UInt32(shape.leafCount)
        nNodes = UInt32(shape.nodeCount)
        root = UInt32(shape.root.value)
        left = nodes.map { value($0.left) }
        right = nodes.map { value($0.right) }
        parent = nodes.map { value(shape.parent(of: $0)) }
        sibling = nodes.map { value(shape.sibling(of: $0)) }
    }

    public func verify() throws {
        let own = TreeMathVector(leafCount: Int(nLeaves))
        try expect(own.nNodes, is: nNodes, "n_nodes")
        try expect(own.root, is: root, "root")
        try expect(own.left, is: left, "left")
        try expect(own.right, is: right, "right")
        try expect(own.parent, is: parent, "parent")
        try expect(own.sibling, is: sibling, "sibling")
    }
}

extension TreeMathVector: GeneratedTestVector {
    public static func generate(_: Suite, using _: inout SeededRandom) throws -> [TreeMathVector] {
        (0..<10).map { TreeMathVector(leafCount: 1 << $0) }
    }
}

/// "Vector Deserialization".
public struct DeserializationVector: TestVector {
    public static let kind = "deserialization"
    public var requiredSuite: CipherSuite? { nil }

    public var vlbytesHeader: Hex
    public var length: Int

    public func verify() throws {
        var reader = Reader(vlbytesHeader.bytes)
        try expect(try reader.length("vlbytes_header"), is: length, "length")
        try reader.finish()
    }
}

extension DeserializationVector: GeneratedTestVector {
    public static func generate(_: Suite, using _: inout SeededRandom) throws -> [DeserializationVector] {
        [0, 1, 2, 62, 63, 64, 65, 8191, 16382, 16383, 16384, 16385, 65535, 1_073_741_823].map {
            DeserializationVector(vlbytesHeader: Hex(Writer.header($0)), length: $0)
        }
    }
}
