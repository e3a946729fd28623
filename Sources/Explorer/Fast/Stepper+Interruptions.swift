import ProtocolModel

/// Connections that break, and parties that learn of it.
extension Stepper {
    mutating func interruptAll() {
        for a in 0..<parties {
            for b in a + 1..<max(parties, a + 1) {
                if interruption == .halfOpen {
                    for (told, other) in [(a, b), (b, a)] {
                        let list = notices(told, other, source[told], source[parties + 1])
                        for index in list {
                            let result = results[index]
                            if result.flags & StepSystem.isFailure != 0 {
                                fail(result)
                                continue
                            }
                            breakConnection(a, b)
                            work[parties] = marking(work[parties], aware: bit(told, other), unaware: bit(other, told))
                            apply(result, told)
                            finish(
                                steps.interruptionLabel(first: result.label, second: nil, told, other), result.presence, result.effects,
                                newest: newest(result))
                        }
                    }
                    continue
                }
                for index in notices(a, b, source[a], source[parties + 1]) {
                    let first = results[index]
                    if first.flags & StepSystem.isFailure != 0 {
                        fail(first)
                        continue
                    }
                    breakConnection(a, b)
                    work[parties] = marking(work[parties], aware: bit(a, b), unaware: 0)
                    apply(first, a)
                    let held = Array(UnsafeBufferPointer(start: work, count: size))
                    let lostBefore = lost
                    for index in notices(b, a, held[b], held[parties + 1]) {
                        let second = results[index]
                        var presence = first.presence
                        if isFamily {
                            let sets = steps.system.sets
                            presence = sets.intersection(
                                ConfigurationSet(node: first.presence), ConfigurationSet(node: second.presence)).node
                            if presence == ConfigurationSet.empty.node { continue }
                        }
                        if second.flags & StepSystem.isFailure != 0 {
                            failures.append((Int(second.failure), ConfigurationSet(node: presence)))
                            continue
                        }
                        for index in 0..<size { work[index] = held[index] }
                        lost = lostBefore
                        work[parties] = marking(work[parties], aware: bit(b, a), unaware: 0)
                        apply(second, b)
                        finish(
                            steps.interruptionLabel(first: first.label, second: second.label, a, b), presence,
                            steps.joined(first.effects, second.effects), newest: max(newest(first), newest(second)))
                    }
                }
            }
        }
    }

    mutating func breakConnection(_ a: Int, _ b: Int) {
        restart()
        cut(a, b)
        count(StepSystem.subjectBit(.interruption))
    }

    mutating func notices(_ party: Int, _ peer: Int, _ part: Int, _ tree: Int) -> Range<Int> {
        var list = stepMemo.value(StepSystem.key(part, peer, tree, tag: 3))
        if list == .max { list = steps.evaluate(.notice(peer: peer), part, tree) }
        return Int(list >> 16)..<Int(list >> 16) + Int(list & 0xffff)
    }

    mutating func noticeAll(_ rest: ComponentStore.RestNote) {
        for party in 0..<parties {
            for peer in 0..<parties where rest.unaware & bit(party, peer) != 0 {
                for index in notices(party, peer, source[party], source[parties + 1]) {
                    let result = results[index]
                    if result.flags & StepSystem.isFailure != 0 {
                        fail(result)
                        continue
                    }
                    restart()
                    work[parties] = marking(work[parties], aware: bit(party, peer), unaware: 0)
                    apply(result, party)
                    finish(result.label, result.presence, result.effects, newest: newest(result))
                }
            }
        }
    }
}
