import ProtocolModel

/// The steps of parties and of the network.
extension Stepper {
    @inline(__always)
    mutating func restart() {
        for index in 0..<size { work[index] = source[index] }
        lost = 0
    }

    @inline(__always)
    mutating func emit(_ word: UInt64, _ label: UInt32, _ presence: Int32) {
        if count == Stepper.room {
            overflow = true
            return
        }
        targets[count] = word
        labels[count] = label
        presences[count] = presence
        count += 1
    }

    /// Finishes the state in `work`.
    @inline(__always)
    mutating func finish(_ label: UInt32, _ presence: Int32, _ effects: UInt32 = 0, newest: Int = -1) {
        let label = lost == 0 ? label : losing(label)
        if isMonitoring {
            finishMonitored(label, presence, effects, newest)
            return
        }
        if newest >= 0, checkCreation(newest), !saturates {
            leave(label, presence)
            return
        }
        guard canonicalise() else {
            leave(label, presence)
            return
        }
        if isSymmetric, let symmetry = steps.symmetry { takeRepresentative(symmetry) }
        emit(pack(work), label, presence)
    }

    mutating func losing(_ label: UInt32) -> UInt32 {
        if lost != 1 { return steps.losingLabel(label, lost) }
        if losingLabels[Int(label)] == 0 { losingLabels[Int(label)] = steps.losingLabel(label, 1) + 1 }
        return losingLabels[Int(label)] - 1
    }

    mutating func leave(_ label: UInt32, _ presence: Int32) {
        leftOut += 1
        emit(Stepper.beyond, label, presence)
    }

    mutating func finishMonitored(_ label: UInt32, _ presence: Int32, _ effects: UInt32, _ newest: Int) {
        var names = SIMD2<UInt64>.zero
        var numbers: UInt64 = 0
        for index in 0..<parties {
            names |= partInfo[work[index]].names
            numbers |= partInfo[work[index]].numbers
        }
        for index in parties + 2..<size {
            names |= channelInfo[work[index]].names
            numbers |= channelInfo[work[index]].numbers
        }
        let isOpen = newest >= 0 && checkCreation(newest) && !saturates
        let list = steps.continuations(work[parties], Int(effects), work[parties + 1], names, numbers)
        for index in 0..<size { middle[index] = work[index] }
        for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) {
            for index in 0..<size { work[index] = middle[index] }
            let continuation = steps.continuationParts.base[index]
            work[parties] = Int(continuation >> 1)
            let label = continuation & 1 != 0 ? steps.violationLabel(label) : label
            if isOpen || !canonicalise() { leave(label, presence) } else { emit(pack(work), label, presence) }
        }
    }

    /// Whether it is not known how far the number 1 of a new group is from the others'.
    mutating func checkCreation(_ newest: Int) -> Bool {
        var names = SIMD2<UInt64>.zero
        var numbers: UInt64 = 0
        for index in 0..<parties {
            names |= partInfo[work[index]].names
            numbers |= partInfo[work[index]].numbers
        }
        for index in parties + 2..<size {
            names |= channelInfo[work[index]].names
            numbers |= channelInfo[work[index]].numbers
        }
        names &= ~ComponentStore.mask(newest)
        let (others, looseNumbers) = (names, numbers)
        let otherEpochs = steps.locked {
            store.names.indices.contains { ComponentStore.contains(others, $0) && store.names[$0].number >= 0 }
        }
        if !otherEpochs && looseNumbers & ~2 == 0 { return false }
        if !keepsSmallestNumber {
            needsSmallestNumber = true
            return false
        }
        return sourceNumbers != 0 && sourceNumbers.trailingZeroBitCount == 2
    }

    /// Takes over what a local step does.
    @inline(__always)
    mutating func apply(_ result: StepSystem.Result, _ party: Int) {
        work[party] = Int(result.part)
        work[parties + 1] = Int(result.tree)
        if result.operationCount != 0 { operate(result) }
    }

    mutating func operate(_ result: StepSystem.Result) {
        for index in Int(result.operations)..<Int(result.operations) + Int(result.operationCount) {
            let operation = operations[index]
            if operation & StepSystem.disconnects != 0 {
                let party = Int(operation >> 32 & 0xffff)
                let peer = Int(operation & 0xffff)
                cut(party, peer)
                work[parties] = marking(work[parties], aware: bit(party, peer), unaware: bit(peer, party))
            } else {
                let channel = Int(operation >> 32)
                if restNotes[work[parties]].unaware >> UInt64(channelPlaces[channel]) & 1 != 0 { continue }
                let place = parties + 2 + channel
                let message = Int(operation & 0xffff_ffff)
                let before = work[place]
                work[place] = appending(message, to: before)
                if work[place] == before, !contains(message, before) { lost += 1 }
            }
        }
    }

    /// Whether a message is in flight already, in a network where one copy is as good as several.
    func contains(_ message: Int, _ channel: Int) -> Bool {
        if isOrdered || !duplicates { return false }
        let note = channelNotes[channel]
        for index in Int(note.start)..<Int(note.start) + Int(note.count) where Int(channelMembers[index]) == message { return true }
        return false
    }

    func bit(_ from: Int, _ to: Int) -> UInt64 { 1 << UInt64(from * parties + to) }

    /// The index of a channel among those that there are; negative for one that nothing is sent through.
    @inline(__always)
    func index(_ from: Int, _ to: Int) -> Int { channelIndices[from * parties + to] }

    mutating func cut(_ a: Int, _ b: Int) {
        for index in [index(a, b), index(b, a)] where index >= 0 { cut(parties + 2 + index) }
    }

    mutating func cut(_ place: Int) {
        if interruption != .lingering || work[place] == 0 {
            work[place] = 0
            return
        }
        let known = componentMemo.value(StepSystem.ComponentKey.cut(work[place]))
        work[place] = known != .max ? Int(known) : steps.computeCut(work[place])
    }

    @inline(__always)
    mutating func count(_ subject: UInt64) {
        if bounded & subject == 0 { return }
        let known = componentMemo.value(StepSystem.ComponentKey.counting(subject, work[parties]))
        work[parties] = known != .max ? Int(known) : steps.computeCounting(subject, work[parties])
    }

    mutating func fail(_ result: StepSystem.Result) {
        failures.append((Int(result.failure), ConfigurationSet(node: result.presence)))
    }

    /// Appends the successors of a state to `targets`.
    mutating func expand(_ word: UInt64) {
        sourceWord = word
        isRaw = false
        unpack(word, into: source)
        var numbers: UInt64 = 0
        for index in 0...parties { numbers |= partInfo[source[index]].numbers }
        for index in parties + 2..<size { numbers |= channelInfo[source[index]].numbers }
        sourceNumbers = numbers
        expandSource()
    }

    /// Appends the successors of a state that is not in canonical form.
    mutating func expand(_ state: FlatState) {
        guard let components = rawComponents(of: state, keepsNumbers: true) else {
            steps.locked { store.limit = "epoch numbers further apart than \(ComponentStore.numberLimit)" }
            return
        }
        for index in 0..<size { source[index] = components[index] }
        sourceWord = Stepper.beyond
        sourceNumbers = 0
        isRaw = true
        expandSource()
    }

    @inline(__always)
    mutating func expandSource() {
        restart()
        let rest = restNotes[source[parties]]
        let tree = source[parties + 1]
        let control = isRaw ? -1 : control(of: sourceWord)
        if control < 0 || control != rowsControl {
            for party in 0..<parties { partyRows[party] = steps.row(ofPart: source[party], tree) }
            rowsControl = control
        }
        for party in 0..<parties {
            var list = stepMemo.value(StepSystem.key(source[party], 0, tree, tag: 1))
            if list == .max { list = steps.evaluate(.spontaneous, source[party], tree) }
            for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) { take(results[index], party, rest) }
        }
        for channel in 0..<channelCount where source[parties + 2 + channel] != 0 {
            deliverAll(channel, tree, rest)
        }
        if interruption != .no, rest.blocked & StepSystem.subjectBit(.interruption) == 0 { interruptAll() }
        if rest.unaware != 0 { noticeAll(rest) }
    }

    @inline(__always)
    mutating func take(_ result: StepSystem.Result, _ party: Int, _ rest: ComponentStore.RestNote) {
        if rest.blocked & result.subject != 0 { return }
        if result.flags & StepSystem.isFailure != 0 {
            fail(result)
            return
        }
        restart()
        apply(result, party)
        if !loses, result.operationCount != 0, isOverfull(result) { return }
        count(result.subject)
        finish(result.label, result.presence, result.effects, newest: newest(result))
    }

    @inline(__always)
    mutating func newest(_ result: StepSystem.Result) -> Int {
        result.flags & StepSystem.hasCreated != 0 ? Int(result.newest) : -1
    }

    /// Whether a spontaneous step has to wait for room.
    mutating func isOverfull(_ result: StepSystem.Result) -> Bool {
        for index in Int(result.operations)..<Int(result.operations) + Int(result.operationCount) {
            let operation = operations[index]
            if operation & StepSystem.disconnects != 0 { continue }
            let channel = Int(operation >> 32)
            if rest(work).unaware >> UInt64(channelPlaces[channel]) & 1 != 0 { continue }
            if Int(channelNotes[work[parties + 2 + channel]].freshCount) > capacity { return true }
        }
        return false
    }

    mutating func rest(_ components: UnsafeMutablePointer<Int>) -> ComponentStore.RestNote { restNotes[components[parties]] }

    @inline(__always)
    mutating func deliverAll(_ channel: Int, _ tree: Int, _ rest: ComponentStore.RestNote) {
        let place = parties + 2 + channel
        let content = source[place]
        let note = channelNotes[content]
        let from = channelPlaces[channel] / parties
        let to = channelPlaces[channel] % parties
        let isUnaware = rest.unaware & bit(to, from) != 0
        let mayLose = loses && rest.blocked & StepSystem.subjectBit(.loss) == 0
        let losesCount = bounded & StepSystem.subjectBit(.loss) != 0
        let staysCount = bounded & StepSystem.subjectBit(.duplication) != 0
        let mayStay = duplicates && rest.blocked & StepSystem.subjectBit(.duplication) == 0
        for position in 0..<Int(note.count) {
            let message = Int(channelMembers[Int(note.start) + position])
            let isStale = messageIsStale[message]
            let isNext = !isOrdered || position == Int(isStale ? note.firstStale : note.firstFresh)
            if !mayLose && !(isNext && (isStale || !isUnaware)) { continue }
            let removed = removing(position, from: content, start: Int(note.start))
            // The message is gone and nothing else has changed: lost, or delivered and ignored. That leads to the same state.
            var gone = Stepper.beyond - 2
            if mayLose {
                restart()
                work[place] = removed
                count(StepSystem.subjectBit(.loss))
                let before = self.count
                finishRemoval(place, loseLabels[channel], within)
                if self.count == before + 1, !losesCount, !isMonitoring { gone = targets[before] }
            }
            if !isNext || !(isStale || !isUnaware) { continue }
            let list = deliveries(of: message, to: to, tree)
            for index in Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff) {
                let result = results[index]
                if result.flags & StepSystem.isFailure != 0 {
                    fail(result)
                    continue
                }
                if result.flags & StepSystem.isIgnored != 0, !isMonitoring {
                    if gone != Stepper.beyond - 2 {
                        emit(gone, result.label, result.presence)
                    } else {
                        restart()
                        work[place] = removed
                        let before = self.count
                        finishRemoval(place, result.label, result.presence)
                        if self.count == before + 1 { gone = targets[before] }
                    }
                    if mayStay {
                        if staysCount || isRaw {
                            restart()
                            count(StepSystem.subjectBit(.duplication))
                            finish(result.stayLabel, result.presence)
                        } else {
                            emit(isFamily ? sourceWord : Stepper.same, result.stayLabel, result.presence)
                        }
                    }
                    continue
                }
                restart()
                work[place] = removed
                apply(result, to)
                finish(result.label, result.presence, result.effects, newest: newest(result))
                if mayStay {
                    restart()
                    count(StepSystem.subjectBit(.duplication))
                    apply(result, to)
                    finish(result.stayLabel, result.presence, result.effects, newest: newest(result))
                }
            }
        }
    }

    /// The place of the results of a delivery, and their number, as `start << 16 | count`.
    @inline(__always)
    mutating func deliveries(of message: Int, to party: Int, _ tree: Int) -> UInt64 {
        let row = partyRows[party]
        if DenseRows.has(row, message) {
            // Eight bits for the number of results.
            if let known = delivered.value(row, message) { return UInt64(known >> 8) << 16 | UInt64(known & 0xff) }
            let list = steps.evaluate(.delivery(message: message), source[party], tree)
            if list & 0xffff < 0xff { delivered.store(Int(list >> 16) << 8 | Int(list & 0xff), row, message) }
            return list
        }
        let list = stepMemo.value(StepSystem.key(source[party], message, tree, tag: 2))
        return list != .max ? list : steps.evaluate(.delivery(message: message), source[party], tree)
    }

    /// Finishes a state that has lost nothing but a message.
    @inline(__always)
    mutating func finishRemoval(_ place: Int, _ label: UInt32, _ presence: Int32) {
        let before = channelInfo[source[place]]
        let after = channelInfo[work[place]]
        // Where as many epochs and numbers are mentioned as before nothing else changes.
        if !isMonitoring, !isRaw, !isSymmetric, before.names == after.names, before.numbers == after.numbers, treeNotes[source[parties + 1]].automorphismCount == 0 {
            emit(pack(work), label, presence)
        } else {
            finish(label, presence)
        }
    }
}
