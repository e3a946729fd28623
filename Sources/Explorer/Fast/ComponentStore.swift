import CMachine
import ProtocolModel

/// The parts that global states are made of, each kept once and known by a small number: the state of a party, what the network and the
/// monitor remember, a message, the content of a channel, and the commit tree of the living epochs.
///
/// **Names.** A living epoch is named by its number (relative to the smallest living one), its author, and a place among the *twins* that share
/// both. Such a name does not depend on where the epoch is mentioned, so most steps leave the names of all epochs that they do not touch as
/// they are, and a step is an exchange of a few component numbers. Names are themselves interned, to 128 at most, so
/// that a set of epochs is a mask.
///
/// **Canonical form.** A global state is a tree component and the other components, which mention epochs by their names in the tree. Two
/// states are the same up to a renaming of epochs and a shift of numbers exactly if their canonical forms are equal:
/// * the tree keeps the epochs that some component mentions, and of an epoch that is only the parent of one its identity, as
///   `Packing` does; numbers are counted as `Packing` counts them;
/// * among all ways to place twins, those are taken that give the least tree. They are its automorphisms (up to one of them), and among these
///   the one is taken that makes the sequence of the other components least, in the order of their content hashes.
///
/// A renaming that relates two states maps number to number and author to author, so it is made of placings of twins; all of
/// them are tried, hence isomorphic states get one form, and states with one form are isomorphic by construction.
///
/// Everything that adds a component runs under the lock of `StepSystem`; what other threads read lies in memory that never moves.
final class ComponentStore {
    struct Name: Hashable {
        /// Relative; -1 for a key package.
        var number: Int
        var author: Int
        var twin: Int
    }

    /// What is known of a component without looking into it.
    struct Info: BitwiseCopyable {
        /// The epochs and key packages that are mentioned.
        var names: SIMD2<UInt64>
        /// The relative numbers that are mentioned, by themselves or by an epoch that has them.
        var numbers: UInt64
        /// A hash of the content that does not depend on how components are numbered.
        var hash: UInt64
    }

    enum Kind: Int, CaseIterable {
        /// The state of a party, with its index; or, with index -1, what the network remembers and the monitor.
        case part
        case message
        case channel
        case tree
    }

    final class Table {
        private(set) var contents: [[Int]] = []
        private(set) var numbers: [[Int]: Int] = [:]
        let info: ReservedArray<Info>

        init(capacity: Int) { info = ReservedArray(capacity: capacity) }
        deinit { info.free() }

        /// In bytes, roughly.
        private(set) var memory = 0

        func add(_ content: [Int], _ about: Info) -> Int {
            memory += 160 + 16 * content.count
            let number = contents.count
            info.base[number] = about
            contents.append(content)
            numbers[content] = number
            return number
        }
    }

    struct ChannelNote: BitwiseCopyable {
        var start: UInt32
        var count: UInt16
        /// The number of messages that are not stale, and the places of the first that is not and of the first that is; 0xff for none.
        var freshCount: UInt8
        var firstFresh: UInt8
        var firstStale: UInt8
        /// Which message types are in flight.
        var types: UInt64
    }

    struct RestNote: BitwiseCopyable {
        var unaware: UInt64
        /// What must not happen any more: bits of `StepSystem.subjectBit`.
        var blocked: UInt64
    }

    struct TreeNote: BitwiseCopyable {
        var isCanonical: Bool
        var automorphismStart: UInt32
        var automorphismCount: UInt32
    }

    /// New names for old ones.
    struct Renaming: Hashable {
        /// By name: the new one, -1 for an epoch that is not kept.
        var names: [Int8]
        var numbers: [Int8]
    }

    static let nameLimit = 128
    static let numberLimit = 60
    static let partLimit = 1 << 20
    static let messageLimit = 1 << 16
    static let channelLimit = 1 << 24
    static let treeLimit = 1 << 24

    let layout: Layout
    let profile: NetworkProfile
    let monitorKinds: [Layout.Kind]
    let gapLimit: Int
    let keepsSmallestNumber: Bool
    let keepsGroups: Bool
    let parties: Int
    let isOrdered: Bool

    private(set) var names: [Name] = []
    private var nameNumbers: [Name: Int] = [:]
    let tables: [Table]
    let channelNotes: ReservedArray<ChannelNote>
    let channelMembers: ReservedArray<UInt32>
    /// Beside each member: the channel without it, plus one; zero while that is not known.
    let channelRemovals: ReservedArray<UInt32>
    private var memberCount = 0
    let messageIsStale: ReservedArray<Bool>
    let restNotes: ReservedArray<RestNote>
    let treeNotes: ReservedArray<TreeNote>
    let automorphisms: ReservedArray<UInt32>
    private var automorphismCount = 0
    private(set) var renamings: [Renaming] = []
    private var renamingNumbers: [Renaming: Int] = [:]
    /// What does not fit; the search ends and another one takes over.
    var limit: String?

    init(
        layout: Layout, profile: NetworkProfile, monitorKinds: [Layout.Kind], gapLimit: Int, keepsSmallestNumber: Bool, keepsGroups: Bool
    ) {
        self.layout = layout
        self.profile = profile
        self.monitorKinds = monitorKinds
        self.gapLimit = gapLimit
        self.keepsSmallestNumber = keepsSmallestNumber
        self.keepsGroups = keepsGroups
        parties = layout.instances.count
        isOrdered = profile.order == .fifo
        tables = [
            Table(capacity: Self.partLimit), Table(capacity: Self.messageLimit), Table(capacity: Self.channelLimit),
            Table(capacity: Self.treeLimit),
        ]
        channelNotes = ReservedArray(capacity: Self.channelLimit)
        channelMembers = ReservedArray(capacity: Self.channelLimit * 8)
        channelRemovals = ReservedArray(capacity: Self.channelLimit * 8)
        messageIsStale = ReservedArray(capacity: Self.messageLimit)
        restNotes = ReservedArray(capacity: Self.partLimit)
        treeNotes = ReservedArray(capacity: Self.treeLimit)
        automorphisms = ReservedArray(capacity: Self.treeLimit)
        let identity = Renaming(names: (0..<128).map { Int8($0) }, numbers: (0..<64).map { Int8($0) })
        _ = number(of: identity)
        _ = channel([])
    }

    deinit {
        channelNotes.free()
        channelMembers.free()
        channelRemovals.free()
        messageIsStale.free()
        restNotes.free()
        treeNotes.free()
        automorphisms.free()
    }

    func table(_ kind: Kind) -> Table { tables[kind.rawValue] }
    func content(_ kind: Kind, _ number: Int) -> [Int] { tables[kind.rawValue].contents[number] }

    /// In bytes, roughly.
    var memory: Int {
        tables.reduce(memberCount * 8) { $0 + $1.memory }
    }

    // MARK: Names

    func name(number: Int, author: Int, twin: Int) -> Int {
        let name = Name(number: number, author: author, twin: twin)
        if let known = nameNumbers[name] { return known }
        if names.count == Self.nameLimit || number > Self.numberLimit {
            limit = number > Self.numberLimit ? "epoch numbers further apart than \(Self.numberLimit)" : "more than \(Self.nameLimit) epoch names"
            return 0
        }
        names.append(name)
        nameNumbers[name] = names.count - 1
        return names.count - 1
    }

    static func mask(_ name: Int) -> SIMD2<UInt64> {
        name < 64 ? SIMD2(1 << UInt64(name), 0) : SIMD2(0, 1 << UInt64(name - 64))
    }

    static func contains(_ mask: SIMD2<UInt64>, _ name: Int) -> Bool {
        (name < 64 ? mask[0] >> UInt64(name) : mask[1] >> UInt64(name - 64)) & 1 != 0
    }

    /// Whether the numbers are as the canonical form has them.
    @inline(__always)
    static func areCanonical(_ numbers: UInt64, gapLimit: Int, keepsSmallestNumber: Bool) -> Bool {
        if numbers == 0 { return true }
        let lowest = numbers.trailingZeroBitCount
        if keepsSmallestNumber ? lowest > 2 : lowest != 1 { return false }
        var covered = numbers
        for _ in 1..<gapLimit { covered |= covered << 1 }
        let highest = 63 - numbers.leadingZeroBitCount
        let span = (UInt64(2) << UInt64(highest)) &- (UInt64(1) << UInt64(lowest))
        return ~covered & span == 0
    }

    // MARK: Content

    static func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        var mixed = (hash ^ value) &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 32)) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ (mixed >> 29)
    }

    private func hash(ofName name: Int) -> UInt64 {
        let name = names[name]
        return UInt64(bitPattern: Int64(((name.number + 2) * 64 + name.twin) &* 1_000_003 &+ (name.author == FlatState.missing ? -7 : name.author)))
    }

    /// What kind of value stands where in a part or a message.
    func kinds(_ kind: Kind, _ content: [Int]) -> [Layout.Kind] {
        let plain = Layout.Kind.plain(bytes: 8)
        switch kind {
        case .part:
            if content[0] < 0 { return Array(repeating: plain, count: content.count - monitorKinds.count) + monitorKinds }
            let base = layout.bases[content[0]]
            return [plain] + layout.kinds[base..<base + content.count - 1]
        case .message:
            let envelope = FlatState.Envelope(
                type: content[1], isStale: content[2] & 1 != 0, isSealed: content[2] & 2 != 0, values: Array(content.dropFirst(3)))
            return [plain, plain, plain] + layout.kinds(of: envelope, channel: content[0] * parties)
        case .channel, .tree: return []
        }
    }

    /// The number of a part or a message with this content.
    func part(_ kind: Kind, _ content: [Int]) -> Int {
        let table = table(kind)
        if let known = table.numbers[content] { return known }
        if table.contents.count == table.info.capacity {
            limit = "too many states of a party"
            return 0
        }
        var info = Info(names: .zero, numbers: 0, hash: UInt64(kind.rawValue + 1))
        for (value, kind) in zip(content, kinds(kind, content)) {
            switch kind {
            case _ where value == FlatState.none: info.hash = Self.mix(info.hash, 3)
            case .plain: info.hash = Self.mix(info.hash, UInt64(bitPattern: Int64(value)) &* 4)
            case .number:
                if value > Self.numberLimit || value < 0 {
                    limit = "epoch numbers further apart than \(Self.numberLimit)"
                    return 0
                }
                info.numbers |= 1 << UInt64(value)
                info.hash = Self.mix(info.hash, UInt64(value) &* 4 &+ 1)
            case .node:
                info.names |= Self.mask(value)
                if names[value].number >= 0 { info.numbers |= 1 << UInt64(names[value].number) }
                info.hash = Self.mix(info.hash, hash(ofName: value) &* 4 &+ 2)
            }
        }
        switch kind {
        case .message: messageIsStale.base[table.contents.count] = content[2] & 1 != 0
        case .part where content[0] < 0:
            var blocked: UInt64 = 0
            for (index, bound) in profile.bounds.enumerated() where content[2 + index] >= bound.most {
                blocked |= StepSystem.subjectBit(bound.subject)
            }
            restNotes.base[table.contents.count] = RestNote(unaware: UInt64(bitPattern: Int64(content[1])), blocked: blocked)
        default: break
        }
        return table.add(content, info)
    }

    /// The number of a channel with these messages; where messages have no order, of all such channels.
    func channel(_ messages: [Int]) -> Int {
        let content = isOrdered ? messages : messages.sorted()
        let table = table(.channel)
        if let known = table.numbers[content] { return known }
        if table.contents.count == Self.channelLimit || memberCount + content.count > channelMembers.capacity || content.count > 250 {
            limit = content.count > 250 ? "a channel holds more than 250 messages" : "too many contents of channels"
            return 0
        }
        let number = table.contents.count
        var info = Info(names: .zero, numbers: 0, hash: 5)
        var note = ChannelNote(
            start: UInt32(memberCount), count: UInt16(content.count), freshCount: 0, firstFresh: 0xff, firstStale: 0xff, types: 0)
        let messages = self.table(.message)
        for (place, message) in content.enumerated() {
            let about = messages.info.base[message]
            info.names |= about.names
            info.numbers |= about.numbers
            info.hash = isOrdered ? Self.mix(info.hash, about.hash) : info.hash &+ Self.mix(11, about.hash)
            channelMembers.base[memberCount] = UInt32(message)
            memberCount += 1
            note.types |= 1 << UInt64(messages.contents[message][1] & 63)
            if messageIsStale.base[message] {
                if note.firstStale == 0xff { note.firstStale = UInt8(place) }
            } else {
                note.freshCount += 1
                if note.firstFresh == 0xff { note.firstFresh = UInt8(place) }
            }
        }
        channelNotes.base[number] = note
        return table.add(content, info)
    }

    // MARK: Renaming

    func number(of renaming: Renaming) -> Int {
        if let known = renamingNumbers[renaming] { return known }
        renamings.append(renaming)
        renamingNumbers[renaming] = renamings.count - 1
        return renamings.count - 1
    }

    func renamed(_ kind: Kind, _ number: Int, by renaming: Int) -> Int {
        let content = content(kind, number)
        if kind == .channel { return channel(content.map { renamed(.message, $0, by: renaming) }) }
        let map = renamings[renaming]
        return part(
            kind,
            zip(content, kinds(kind, content)).map { value, kind in
                if value == FlatState.none { return value }
                switch kind {
                case .plain: return value
                case .number: return Int(map.numbers[value])
                case .node: return Int(map.names[value])
                }
            })
    }

    // MARK: Trees

    /// An epoch or key package in a tree. Parents are names, -1 for none, and below that the identities of epochs that only are parents.
    struct TreeNode {
        var name: Int
        var parent: Int
        /// -1 where it is not held.
        var keyPackage: Int
        var group: Int
    }

    func nodes(ofTree number: Int) -> [TreeNode] {
        let content = content(.tree, number)
        return stride(from: 0, to: content.count, by: 4).map {
            TreeNode(name: content[$0], parent: content[$0 + 1], keyPackage: content[$0 + 2], group: content[$0 + 3])
        }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        let (a, b) = (names[a], names[b])
        return (a.number, a.author, a.twin) < (b.number, b.author, b.twin)
    }

    /// The number of the tree with these nodes, in any order, with any identities of mere parents and groups.
    func tree(_ nodes: [TreeNode]) -> Int {
        let nodes = nodes.sorted { precedes($0.name, $1.name) }
        var parents: [Int] = []
        var groups: [Int] = []
        var content: [Int] = []
        content.reserveCapacity(nodes.count * 4)
        for node in nodes {
            var parent = node.parent
            if parent < -1 {
                if !parents.contains(parent) { parents.append(parent) }
                parent = -2 - (parents.firstIndex(of: parent) ?? 0)
            }
            var group = 0
            if keepsGroups, names[node.name].number >= 0 {
                if !groups.contains(node.group) { groups.append(node.group) }
                group = 1 + (groups.firstIndex(of: node.group) ?? 0)
            }
            content += [node.name, parent, node.keyPackage, group]
        }
        let table = table(.tree)
        if let known = table.numbers[content] { return known }
        if table.contents.count == Self.treeLimit {
            limit = "too many commit trees"
            return 0
        }
        var info = Info(names: .zero, numbers: 0, hash: 17)
        for index in stride(from: 0, to: content.count, by: 4) {
            let name = content[index]
            info.names |= Self.mask(name)
            if names[name].number >= 0 { info.numbers |= 1 << UInt64(names[name].number) }
            info.hash = Self.mix(info.hash, hash(ofName: name))
            for (offset, value) in content[index + 1..<index + 4].enumerated() {
                info.hash = Self.mix(
                    info.hash, offset < 2 && value >= 0 ? hash(ofName: value) &* 2 &+ 1 : UInt64(bitPattern: Int64(value)) &* 2)
            }
        }
        treeNotes.base[table.contents.count] = TreeNote(isCanonical: false, automorphismStart: 0, automorphismCount: 0)
        return table.add(content, info)
    }

    struct Normalised {
        var tree: Int
        var renaming: Int
        /// Whether a gap between numbers is larger than can be told.
        var isSaturated: Bool
    }

    /// The canonical tree of the epochs of a tree that are mentioned, where `numbers` are mentioned.
    func normalised(tree: Int, held: SIMD2<UInt64>, numbers: UInt64) -> Normalised {
        var numberMap = Array(repeating: Int8(-1), count: 64)
        var isSaturated = false
        var last = 0
        var previous = -1
        for number in 0..<64 where numbers >> UInt64(number) & 1 != 0 {
            if previous < 0 {
                last = keepsSmallestNumber ? min(number, 2) : 1
            } else {
                if number - previous > gapLimit { isSaturated = true }
                last += min(number - previous, gapLimit)
            }
            previous = number
            numberMap[number] = Int8(last)
        }
        let nodes = nodes(ofTree: tree).filter { Self.contains(held, $0.name) }
        func newNumber(_ name: Int) -> Int { names[name].number < 0 ? -1 : Int(numberMap[names[name].number]) }
        // Twins, in the order of number and author.
        var classes: [(number: Int, author: Int, members: [Int])] = []
        for node in nodes {
            let number = newNumber(node.name)
            let author = names[node.name].author
            if let known = classes.firstIndex(where: { $0.number == number && $0.author == author }) {
                classes[known].members.append(node.name)
            } else {
                classes.append((number, author, [node.name]))
            }
        }
        classes.sort { ($0.number, $0.author) < ($1.number, $1.author) }
        var placings: [[Int]] = [[]]
        for twins in classes {
            let orders = Self.permutations(twins.members)
            if placings.count * orders.count > 1000 || twins.members.count > 6 {
                limit = "too many epochs of one author with one number"
                return Normalised(tree: tree, renaming: 0, isSaturated: false)
            }
            placings = placings.flatMap { prefix in orders.map { prefix + $0 } }
        }
        let byName = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0) })
        var least: [Int]?
        var best: [[Int]] = []
        for placing in placings {
            let form = form(of: placing, byName)
            if let known = least, known.lexicographicallyPrecedes(form) { continue }
            if form != least { best = [] }
            least = form
            best.append(placing)
        }
        var newNames: [Int] = []
        for twins in classes {
            for twin in twins.members.indices { newNames.append(name(number: twins.number, author: twins.author, twin: twin)) }
        }
        let chosen = best.first ?? []
        var map = Array(repeating: Int8(-1), count: Self.nameLimit)
        for (old, new) in zip(chosen, newNames) { map[old] = Int8(new) }
        let renamed = chosen.compactMap { old -> TreeNode? in
            guard var node = byName[old] else { return nil }
            node.name = Int(map[old])
            if node.parent >= 0 { node.parent = map[node.parent] >= 0 ? Int(map[node.parent]) : -1000 - node.parent }
            if node.keyPackage >= 0 { node.keyPackage = Int(map[node.keyPackage]) }
            return node
        }
        let result = self.tree(renamed)
        if !treeNotes.base[result].isCanonical {
            var note = TreeNote(
                isCanonical: true, automorphismStart: UInt32(automorphismCount), automorphismCount: UInt32(max(0, best.count - 1)))
            for other in best.dropFirst() {
                var automorphism = renamings[0]
                for (place, old) in chosen.enumerated() {
                    automorphism.names[newNames[place]] = Int8(newNames[other.firstIndex(of: old) ?? place])
                }
                if automorphismCount == automorphisms.capacity {
                    limit = "too many commit trees"
                    note.automorphismCount = 0
                    break
                }
                automorphisms.base[automorphismCount] = UInt32(self.number(of: automorphism))
                automorphismCount += 1
            }
            treeNotes.base[result] = note
        }
        // Where nothing changes its name the renaming is none.
        let isIdentity =
            nodes.allSatisfy { Int(map[$0.name]) == $0.name }
            && (0..<64).allSatisfy { numberMap[$0] < 0 || Int(numberMap[$0]) == $0 }
        return Normalised(
            tree: result, renaming: isIdentity ? 0 : number(of: Renaming(names: map, numbers: numberMap)), isSaturated: isSaturated)
    }

    /// What a tree looks like when its nodes are placed in an order: where parents and key packages are placed.
    private func form(of placing: [Int], _ nodes: [Int: TreeNode]) -> [Int] {
        var places = Array(repeating: -1, count: Self.nameLimit)
        for (place, name) in placing.enumerated() { places[name] = place }
        var parents: [Int] = []
        var groups: [Int] = []
        var form: [Int] = []
        for name in placing {
            guard let node = nodes[name] else { continue }
            if node.parent == -1 {
                form.append(-1)
            } else if node.parent >= 0, places[node.parent] >= 0 {
                form.append(places[node.parent])
            } else {
                if !parents.contains(node.parent) { parents.append(node.parent) }
                form.append(-2 - (parents.firstIndex(of: node.parent) ?? 0))
            }
            form.append(node.keyPackage >= 0 ? places[node.keyPackage] : -1)
            if keepsGroups, names[name].number >= 0 {
                if !groups.contains(node.group) { groups.append(node.group) }
                form.append(groups.firstIndex(of: node.group) ?? 0)
            }
        }
        return form
    }

    private static func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let item = rest.remove(at: index)
            return permutations(rest).map { [item] + $0 }
        }
    }

    /// Which of two components comes first; by their content alone.
    func order(_ kind: Kind, _ a: Int, _ b: Int) -> Int {
        if a == b { return 0 }
        let (one, other) = (table(kind).info.base[a].hash, table(kind).info.base[b].hash)
        if one != other { return one < other ? -1 : 1 }
        return content(kind, a).lexicographicallyPrecedes(content(kind, b)) ? -1 : 1
    }
}
