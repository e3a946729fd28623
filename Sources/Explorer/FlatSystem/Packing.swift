import ProtocolModel

/// Packs a flat state into bytes such that two states have the same bytes exactly if they can go on in the same ways.
///
/// **Relative epochs.** Only what a later step can ask for is kept. Guards compare epochs for identity, ask for an epoch's parent and author,
/// and compare numbers with one another up to constant offsets; no expression asks how large a number is. So
/// * an epoch that no variable and no message refers to is forgotten, unless it is the parent (or the key package) of one that is; of such a
///   parent only its identity is kept;
/// * the others are renamed in the order in which they are met when the state is read from front to back;
/// * numbers are kept as gaps in their ascending order, the smallest being 1.
///
/// Two states with the same packed form are therefore related by a renaming of nodes and a shift of all numbers, under which
/// every guard has the same value and every action leads to states that are related in the same way: a bisimulation, which preserves
/// every property kind. `create` is the one exception, since it brings in an absolute number, 1: where it can happen beside
/// living epochs the smallest number is kept too, up to 2 ("more than 1").
///
/// **Saturated gaps.** A gap larger than any offset in the model (`gapLimit`) is kept as "at least `gapLimit`". That can make two
/// states equal that are not; a search in which it happens says so (`didSaturate`) and expands such a state for the gaps `gapLimit` and
/// beyond (`variants`), so that it sees at least every real behaviour.
struct Packing {
    let layout: Layout
    let profile: NetworkProfile
    let monitorKinds: [Layout.Kind]
    /// The largest gap between two neighbouring numbers that is told apart from larger ones.
    let gapLimit: Int
    let keepsSmallestNumber: Bool
    /// Whether it is kept which epochs are of one group, for the monitor that asks for it.
    let keepsGroups: Bool
    /// Whether messages are kept in the order in which they were sent: where the network has one, or where it is asked for.
    let ordered: Bool

    init(
        layout: Layout, profile: NetworkProfile, monitorKinds: [Layout.Kind], gapLimit: Int, keepsSmallestNumber: Bool,
        keepsGroups: Bool = false, keepsMessageOrder: Bool = false
    ) {
        self.keepsGroups = keepsGroups
        self.layout = layout
        self.profile = profile
        self.monitorKinds = monitorKinds
        self.gapLimit = gapLimit
        self.keepsSmallestNumber = keepsSmallestNumber
        ordered = profile.order == .fifo || keepsMessageOrder
    }

    struct Result {
        var bytes: [UInt8]
        /// Whether a gap was larger than `gapLimit`, or the smallest number larger than what is kept.
        var isSaturated: Bool
    }

    // MARK: Packing

    private struct Writer {
        var bytes: [UInt8] = []
        /// By node: its new name, -1 while it has none.
        var names: [Int]
        /// The nodes that are referred to, in the order of their names.
        var order: [Int] = []
        let nodes: [FlatState.Node]
        let shift: [Int: Int]

        mutating func name(_ node: Int) -> Int {
            if names[node] < 0 {
                names[node] = order.count
                order.append(node)
            }
            return names[node]
        }

        mutating func write(_ value: Int, _ kind: Layout.Kind) {
            switch kind {
            case .plain(let count): Packing.write(value, count, &bytes)
            case .number: bytes.append(value == FlatState.none ? 0 : UInt8(truncatingIfNeeded: 1 + (shift[value] ?? 0)))
            case .node: bytes.append(value == FlatState.none ? 0 : UInt8(truncatingIfNeeded: 1 + name(value)))
            }
        }
    }

    private static func write(_ value: Int, _ count: Int, _ bytes: inout [UInt8]) {
        switch value {
        case FlatState.none: bytes.append(0)
        case FlatState.missing: bytes.append(1)
        default:
            if count == 1 {
                bytes.append(UInt8(truncatingIfNeeded: value + 2))
                return
            }
            bytes.append(2)
            for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
    }

    func pack(_ state: FlatState) -> Result {
        var numbers: [Int] = []
        func visit(_ value: Int, _ kind: Layout.Kind) {
            if value == FlatState.none { return }
            switch kind {
            case .plain: break
            case .number: if !numbers.contains(value) { numbers.append(value) }
            case .node:
                let number = state.nodes[value].number
                if number != FlatState.none, !numbers.contains(number) { numbers.append(number) }
            }
        }
        layout.forEachValue(of: state, visit)
        for index in state.monitor.indices { visit(state.monitor[index], monitorKinds[index]) }
        numbers.sort()
        var shift: [Int: Int] = [:]
        var isSaturated = false
        var last = 0
        for (index, number) in numbers.enumerated() {
            if index == 0 {
                last = keepsSmallestNumber ? max(0, min(number, 2)) : 1
            } else {
                let gap = number - numbers[index - 1]
                if gap > gapLimit { isSaturated = true }
                last += min(gap, gapLimit)
            }
            shift[number] = last
        }

        var writer = Writer(names: Array(repeating: -1, count: state.nodes.count), nodes: state.nodes, shift: shift)
        for index in state.slots.indices { writer.write(state.slots[index], layout.kinds[index]) }
        for shiftBy in stride(from: 0, to: 64, by: 8) where shiftBy < state.channels.count {
            writer.bytes.append(UInt8(truncatingIfNeeded: state.unaware >> UInt64(shiftBy)))
        }
        for counter in state.counters { Packing.write(counter, 2, &writer.bytes) }
        for index in state.monitor.indices { writer.write(state.monitor[index], monitorKinds[index]) }
        for channel in state.channels.indices { writer.bytes.append(UInt8(truncatingIfNeeded: state.channels[channel].count)) }
        var unordered: [(envelope: FlatState.Envelope, channel: Int)] = []
        for channel in state.channels.indices {
            for envelope in state.channels[channel] {
                if ordered { write(envelope, channel, &writer) } else { unordered.append((envelope, channel)) }
            }
        }
        // Messages without an order are written by their looks; those that look alike are told apart by what was named before.
        while !unordered.isEmpty {
            var best = 0
            if unordered.count > 1 {
                var bestKey = signature(unordered[0].envelope, unordered[0].channel, writer)
                for index in unordered.indices.dropFirst() {
                    let key = signature(unordered[index].envelope, unordered[index].channel, writer)
                    if key.lexicographicallyPrecedes(bestKey) {
                        best = index
                        bestKey = key
                    }
                }
            }
            let chosen = unordered.remove(at: best)
            write(chosen.envelope, chosen.channel, &writer)
        }
        // The epochs themselves. Parents that nothing else refers to get names, but nothing is said of them.
        let referred = writer.order.count
        writer.bytes.append(UInt8(truncatingIfNeeded: referred))
        var groups: [Int] = []
        for index in 0..<referred {
            let node = state.nodes[writer.order[index]]
            Packing.write(node.author, 1, &writer.bytes)
            if node.number == FlatState.none {
                writer.bytes.append(0)
                continue
            }
            writer.bytes.append(UInt8(truncatingIfNeeded: 1 + (shift[node.number] ?? 0)))
            writer.bytes.append(node.parent == FlatState.none ? 0 : UInt8(truncatingIfNeeded: 1 + writer.name(node.parent)))
            // A key package that nobody holds can be compared with nothing.
            let keyPackage = node.keyPackage
            let isHeld = keyPackage >= 0 && writer.names[keyPackage] >= 0 && writer.names[keyPackage] < referred
            writer.bytes.append(isHeld ? UInt8(truncatingIfNeeded: 1 + writer.names[keyPackage]) : 0)
            if keepsGroups {
                if !groups.contains(node.group) { groups.append(node.group) }
                writer.bytes.append(UInt8(truncatingIfNeeded: groups.firstIndex(of: node.group) ?? 0))
            }
        }
        return Result(bytes: writer.bytes, isSaturated: isSaturated)
    }

    private func write(_ envelope: FlatState.Envelope, _ channel: Int, _ writer: inout Writer) {
        writer.bytes.append(UInt8(truncatingIfNeeded: channel))
        writer.bytes.append(UInt8(truncatingIfNeeded: envelope.type))
        writer.bytes.append((envelope.isStale ? 1 : 0) | (envelope.isSealed ? 2 : 0))
        for (value, kind) in zip(envelope.values, layout.kinds(of: envelope, channel: channel)) { writer.write(value, kind) }
    }

    private func signature(_ envelope: FlatState.Envelope, _ channel: Int, _ writer: Writer) -> [Int] {
        var key = [channel, envelope.type, envelope.isStale ? 1 : 0, envelope.isSealed ? 1 : 0]
        for (value, kind) in zip(envelope.values, layout.kinds(of: envelope, channel: channel)) {
            switch kind {
            case .plain: key.append(value)
            case .number: key.append(value == FlatState.none ? -1 : writer.shift[value] ?? 0)
            case .node:
                if value == FlatState.none {
                    key.append(-1)
                } else if writer.names[value] >= 0 {
                    key.append(writer.names[value])
                } else {
                    let node = writer.nodes[value]
                    let parent = node.parent >= 0 ? writer.names[node.parent] : -1
                    key += [Int(Int32.max), writer.shift[node.number] ?? 0, node.author, parent]
                }
            }
        }
        return key
    }

    // MARK: Unpacking

    func unpack(_ bytes: ArraySlice<UInt8>) -> FlatState {
        var position = bytes.startIndex
        func byte() -> Int {
            defer { position += 1 }
            return Int(bytes[position])
        }
        func plain(_ count: Int) -> Int {
            let first = byte()
            if first == 0 { return FlatState.none }
            if first == 1 { return FlatState.missing }
            if count == 1 { return first - 2 }
            var value = 0
            for index in 0..<count { value |= byte() << (8 * index) }
            return value
        }
        func value(_ kind: Layout.Kind) -> Int {
            switch kind {
            case .plain(let count): return plain(count)
            case .number, .node:
                let value = byte()
                return value == 0 ? FlatState.none : value - 1
            }
        }
        let channelCount = layout.instances.count * layout.instances.count
        var slots: [Int] = []
        slots.reserveCapacity(layout.kinds.count)
        for kind in layout.kinds { slots.append(value(kind)) }
        var unaware: UInt64 = 0
        for shiftBy in stride(from: 0, to: 64, by: 8) where shiftBy < channelCount {
            unaware |= UInt64(byte()) << UInt64(shiftBy)
        }
        let counters = profile.bounds.map { _ in plain(2) }
        let monitor = monitorKinds.map { value($0) }
        var total = 0
        for _ in 0..<channelCount { total += byte() }
        var channels: [[FlatState.Envelope]] = Array(repeating: [], count: channelCount)
        for _ in 0..<total {
            let channel = byte()
            let type = byte()
            let flags = byte()
            var envelope = FlatState.Envelope(type: type, isStale: flags & 1 != 0, isSealed: flags & 2 != 0, values: [])
            for kind in layout.kinds(of: envelope, channel: channel) { envelope.values.append(value(kind)) }
            channels[channel].append(envelope)
        }
        let referred = byte()
        var nodes: [FlatState.Node] = []
        var highest = referred - 1
        for _ in 0..<referred {
            let author = plain(1)
            let number = byte()
            if number == 0 {
                nodes.append(
                    FlatState.Node(
                        number: FlatState.none, parent: FlatState.none, author: author, keyPackage: FlatState.missing,
                        group: FlatState.none))
                continue
            }
            let parent = byte() - 1
            let keyPackage = byte() - 1
            let group = keepsGroups ? byte() : 0
            highest = max(highest, parent)
            nodes.append(
                FlatState.Node(
                    number: number - 1, parent: parent < 0 ? FlatState.none : parent, author: author,
                    keyPackage: keyPackage < 0 ? FlatState.missing : keyPackage, group: group))
        }
        while nodes.count <= highest {
            nodes.append(
                FlatState.Node(
                    number: 0, parent: FlatState.none, author: FlatState.missing, keyPackage: FlatState.missing, group: FlatState.none))
        }
        return FlatState(
            slots: slots, channels: channels, unaware: unaware, counters: counters, monitor: monitor, nodes: nodes)
    }

    // MARK: Saturation

    /// The states that a packed state with saturated gaps stands for, as far as one step can tell them apart: each gap that is
    /// `gapLimit` in the packed form may be larger, by as much as a step can take away.
    func variants(of state: FlatState, largestStep: Int) -> [FlatState] {
        var numbers: [Int] = []
        forEachNumber(of: state) { if !numbers.contains($0) { numbers.append($0) } }
        numbers.sort()
        var result = [state]
        func widen(above limit: Int, by amount: Int, in state: FlatState) -> FlatState {
            var wider = state
            mapNumbers(of: &wider) { $0 >= limit ? $0 + amount : $0 }
            return wider
        }
        for index in numbers.indices.reversed() {
            let isOpen = index == 0 ? keepsSmallestNumber && numbers[0] == 2 : numbers[index] - numbers[index - 1] == gapLimit
            if !isOpen { continue }
            let amounts = index == 0 ? 1...gapLimit : 1...max(1, largestStep)
            result += result.flatMap { state in amounts.map { widen(above: numbers[index], by: $0, in: state) } }
        }
        return result
    }

    /// Whether the smallest number of an unpacked state is only known to be larger than 1.
    func smallestIsOpen(in state: FlatState) -> Bool {
        var smallest = Int.max
        forEachNumber(of: state) { smallest = min(smallest, $0) }
        return keepsSmallestNumber && smallest == 2
    }

    private func forEachNumber(of state: FlatState, _ body: (Int) -> Void) {
        layout.forEachValue(of: state) { value, kind in if kind == .number { body(value) } }
        for index in state.monitor.indices where monitorKinds[index] == .number && state.monitor[index] != FlatState.none {
            body(state.monitor[index])
        }
        for node in state.nodes where node.number != FlatState.none && node.number > 0 { body(node.number) }
    }

    private func mapNumbers(of state: inout FlatState, _ body: (Int) -> Int) {
        for index in state.slots.indices where layout.kinds[index] == .number && state.slots[index] != FlatState.none {
            state.slots[index] = body(state.slots[index])
        }
        for index in state.monitor.indices where monitorKinds[index] == .number && state.monitor[index] != FlatState.none {
            state.monitor[index] = body(state.monitor[index])
        }
        for channel in state.channels.indices {
            for position in state.channels[channel].indices {
                let envelope = state.channels[channel][position]
                for (index, kind) in layout.kinds(of: envelope, channel: channel).enumerated()
                where kind == .number && envelope.values[index] != FlatState.none {
                    state.channels[channel][position].values[index] = body(envelope.values[index])
                }
            }
        }
        for index in state.nodes.indices where state.nodes[index].number != FlatState.none && state.nodes[index].number > 0 {
            state.nodes[index].number = body(state.nodes[index].number)
        }
    }
}
