import ProtocolModel

/// One run: the queue of events in virtual time, the state of the protocol, and what is measured.
///
/// What is random is drawn from four streams of the run's seed, one for what the parties do, one for messages on their way, one for outages and one for choices
/// between rows, so that two documents under one scenario see the same outages, and where their events are the same the same workload.
struct Run {
    struct Flight {
        var number: UInt32
        var message: UInt16
        var isSealed: Bool
        /// Sent on an earlier connection.
        var isStale = false
        /// It is there, and waits for what was sent before it.
        var hasArrived = false
        /// How many copies are under way, more than one after a duplication.
        var copies: UInt16 = 1
        var sentAt: Int64
    }

    /// A commit that is not confirmed yet.
    private struct OpenCommit {
        var node: Int32
        var author: UInt8
        var cause: UInt16
        var madeAt: Int64
    }

    private let plan: Plan
    private let automaton: Automaton
    private let duration: Int64
    private let hasLoss: Bool
    private let isReliable: Bool
    private let isOrdered: Bool
    private let parties: Int
    private let events: Int

    private var workload: SeededGenerator
    private var network: SeededGenerator
    private var outages: SeededGenerator
    private var choices: SeededGenerator
    private var queue = EventQueue()
    private var now: Int64 = 0
    private var state: Int32
    /// The true epoch numbers are those of the state plus this.
    private var shift: Int
    private var channels: [ContiguousArray<Flight>]
    private var numbers: UInt32 = 0
    private var isBad: [Bool]
    /// By pair: until when nothing gets through, and the number of the outage.
    private var downUntil: [Int64]
    private var outageNumbers: [UInt32]
    private var noticeDue: [Int64]
    private var openCommits: ContiguousArray<OpenCommit> = []
    private var doomed: ContiguousArray<(channel: Int, number: UInt32)> = []
    private var cause = 0
    private var hit: UInt64 = 0
    private var isInStep = false
    private var wasInStep = false
    private var changedAt: Int64 = 0
    private var firstInStep: Int64 = 0
    private var outTime: UInt64 = 0
    private var confirmed: UInt64 = 0

    var measures: Measures
    var summary: RunSummary
    /// The steps that were taken, where they are asked for.
    var log: [Step]?
    private var stopsAfter = UInt64.max

    init(_ plan: Plan, _ automaton: Automaton, run: Int, measures: Measures) throws(EvaluationError) {
        self.plan = plan
        self.automaton = automaton
        parties = automaton.parties
        events = automaton.events
        duration = VirtualTime.nanoseconds(plan.scenario.duration)
        let profile = automaton.interpreter.profile
        isReliable = !profile.loss
        isOrdered = profile.order == .fifo
        hasLoss = plan.scenario.loss.good > 0 || plan.scenario.loss.begins > 0
        let seed = plan.seed(ofRun: run)
        workload = SeededGenerator(seed: seed, stream: 1)
        network = SeededGenerator(seed: seed, stream: 2)
        choices = SeededGenerator(seed: seed, stream: 3)
        outages = SeededGenerator(seed: seed, stream: 4)
        (state, shift) = try automaton.initial()
        channels = Array(repeating: [], count: parties * parties)
        isBad = Array(repeating: false, count: parties * parties)
        downUntil = Array(repeating: 0, count: parties * parties)
        outageNumbers = Array(repeating: 0, count: parties * parties)
        noticeDue = Array(repeating: .max, count: parties * parties)
        self.measures = measures
        summary = RunSummary(run: run, readings: automaton.interpreter.readings)
    }

    /// - Parameter stopsAfter: how many steps are taken at most.
    mutating func run(stopsAfter: UInt64 = .max) throws(EvaluationError) {
        self.stopsAfter = stopsAfter
        begin()
        look()
        var counted: UInt64 = 0
        do {
            while queue.nextTime <= duration, summary.steps < stopsAfter {
                let event = queue.pop()
                now = event.time
                counted += 1
                try handle(event)
                if counted & 0xfff == 0 { state = try automaton.trim(keeping: state) }
            }
        } catch {
            summary.failure = error
        }
        measures.events += counted
        end()
    }

    // MARK: Beginning and end

    private mutating func begin() {
        for (index, process) in plan.processes.enumerated() { queue.push(process.interval.sample(&workload), .turn, index) }
        for pair in plan.pairs {
            if plan.scenario.outageRate > 0 { queue.push(untilOutage(), .outageBegins, pair) }
        }
        for (index, partition) in plan.partitions.enumerated() {
            queue.push(partition.from, .outageBegins, partition.pair, UInt32(index + 1))
        }
    }

    private mutating func untilOutage() -> Int64 {
        Distribution.exponential(offset: 0, mean: 1 / plan.scenario.outageRate).sample(&outages)
    }

    private mutating func end() {
        let last = summary.failure == nil && summary.steps < stopsAfter ? duration : now
        if wasInStep {
            if !isInStep {
                measures.outOfStep.add(last - changedAt)
                outTime += UInt64(last - changedAt)
            }
            if last > firstInStep { summary.outOfStepShare = Double(outTime) / Double(last - firstInStep) }
            measures.outOfStepTime += outTime
            measures.establishedTime += UInt64(last - firstInStep)
        }
        measures.time += UInt64(last)
        measures.steps += summary.steps
        summary.endsInStep = isInStep
        summary.confirmedPerSecond = last > 0 ? Double(confirmed) / (Double(last) / 1e9) : 0
    }

    var lastState: Int32 { state }
    /// How many events are still to come.
    var pending: Int { queue.count }
    /// By channel: the types of the messages in flight, and which of them are of an earlier connection.
    var inFlight: [[Int]] { channels.map { $0.map { Int($0.message) } } }
    var stale: [[Bool]] { channels.map { $0.map(\.isStale) } }

    // MARK: What happens

    private mutating func handle(_ event: TimedEvent) throws(EvaluationError) {
        let subject = Int(event.subject)
        switch event.kind {
        case .turn:
            let process = plan.processes[subject]
            measures.tried[process.step] += 1
            cause = process.event
            if try take(.event(process.step)) { measures.taken[process.step] += 1 }
            queue.push(later(process.interval.sample(&workload)), .turn, subject)
        case .arrival: try arrive(channel: subject, event.detail)
        case .outageBegins: try beginOutage(pair: subject, partition: Int(event.detail))
        case .connectionBreaks:
            cause = events
            if event.detail == outageNumbers[subject], try take(.interruption(pair: subject)) { measures.interruptions += 1 }
        case .notice:
            guard noticeDue[subject] == now else { return }
            noticeDue[subject] = .max
            cause = events
            _ = try take(.notice(channel: subject))
        }
    }

    @inline(__always)
    private func later(_ span: Int64) -> Int64 { now + min(span, VirtualTime.longest - min(now, VirtualTime.longest)) }

    @inline(__always)
    private func pair(of channel: Int) -> Int {
        let (from, to) = (channel / parties, channel % parties)
        return from < to ? channel : to * parties + from
    }

    private mutating func beginOutage(pair: Int, partition: Int) throws(EvaluationError) {
        let length = partition > 0 ? plan.partitions[partition - 1].length : plan.scenario.outageLength.sample(&outages)
        measures.outages += 1
        downUntil[pair] = max(downUntil[pair], later(length))
        if partition == 0 { queue.push(later(length + min(untilOutage(), VirtualTime.longest / 2)), .outageBegins, pair) }
        guard automaton.interpreter.profile.interruption != .no else { return }
        let patience = VirtualTime.nanoseconds(plan.scenario.patience)
        if length >= patience {
            outageNumbers[pair] &+= 1
            queue.push(later(patience), .connectionBreaks, pair, outageNumbers[pair])
        }
    }

    /// A copy of a message reaches the other end.
    private mutating func arrive(channel: Int, _ number: UInt32) throws(EvaluationError) {
        guard let position = channels[channel].firstIndex(where: { $0.number == number }) else { return }
        let until = downUntil[pair(of: channel)]
        if until > now {
            if isReliable {
                queue.push(until + travel(), .arrival, channel, number)
            } else {
                try lose(channel, number)
            }
            return
        }
        channels[channel][position].hasArrived = true
        if !isOrdered { return try deliver(channel, number) }
        while let next = nextInOrder(channel) { try deliver(channel, next) }
    }

    /// The message that can be read: the first of its connection, if it is there.
    private func nextInOrder(_ channel: Int) -> UInt32? {
        var sawFresh = false
        var sawStale = false
        for flight in channels[channel] {
            if flight.isStale ? sawStale : sawFresh { continue }
            if flight.hasArrived { return flight.number }
            if flight.isStale { sawStale = true } else { sawFresh = true }
            if sawFresh, sawStale { return nil }
        }
        return nil
    }

    private mutating func deliver(_ channel: Int, _ number: UInt32) throws(EvaluationError) {
        guard var position = channels[channel].firstIndex(where: { $0.number == number }) else { return }
        cause = events
        let back = channel % parties * parties + channel / parties
        if !channels[channel][position].isStale, automaton.tables.pointee.summaries[Int(state)].unaware & 1 << UInt64(back) != 0 {
            // A party learns that the old connection has gone before it reads from the new one.
            noticeDue[back] = .max
            _ = try take(.notice(channel: back))
            guard let again = channels[channel].firstIndex(where: { $0.number == number }) else { return }
            position = again
        }
        let flight = channels[channel][position]
        guard position < Choice.positions else { throw EvaluationError(.illTyped("more than 128 messages in a channel")) }
        var wasTaken = false
        if flight.copies > 1 {
            channels[channel][position].copies -= 1
            channels[channel][position].hasArrived = false
            wasTaken = try take(.delivery(channel: channel, position: position, stays: true))
        }
        if !wasTaken { wasTaken = try take(.delivery(channel: channel, position: position, stays: false)) }
        if !wasTaken, let left = channels[channel].firstIndex(where: { $0.number == number }) {
            // It cannot be read now, and nothing will change that but another step; try again later.
            channels[channel][left].hasArrived = false
            queue.push(later(max(1_000_000, travel())), .arrival, channel, number)
        }
    }

    /// A copy of a message is lost.
    private mutating func lose(_ channel: Int, _ number: UInt32) throws(EvaluationError) {
        guard let position = channels[channel].firstIndex(where: { $0.number == number }), position < Choice.positions else { return }
        let message = Int(channels[channel][position].message)
        if channels[channel][position].copies > 1 {
            channels[channel][position].copies -= 1
            measures.messages[message].lost += 1
            return
        }
        if try take(.loss(channel: channel, position: position)) {
            measures.messages[message].lost += 1
            if isOrdered { while let next = nextInOrder(channel) { try deliver(channel, next) } }
        } else {
            queue.push(later(travel()), .arrival, channel, number)
        }
    }

    private mutating func travel() -> Int64 {
        let latency = plan.scenario.latency.sample(&network)
        if case .constant(0) = plan.scenario.jitter { return latency }
        return latency + plan.scenario.jitter.sample(&network)
    }

    /// Whether a transmission is lost.
    private mutating func isLost(_ channel: Int) -> Bool {
        guard hasLoss else { return false }
        let loss = plan.scenario.loss
        if loss.begins > 0 {
            if network.chance(isBad[channel] ? loss.ends : loss.begins) { isBad[channel].toggle() }
            if isBad[channel] { return network.chance(loss.bad) }
        }
        return network.chance(loss.good)
    }

    // MARK: Steps

    /// Takes a step, if there is one.
    private mutating func take(_ choice: Choice) throws(EvaluationError) -> Bool {
        var found = try automaton.find(state, choice)
        if found.count == 0 { return false }
        if found.count < 0 { throw automaton.failures[Int(found.start)] }
        let chosen = choices.index(Int(found.count))
        if shift > 0, automaton.tables.pointee.edges[Int(found.start) + chosen].createsGroup {
            found = try automaton.findExactly(state, shift: shift, choice)
            guard found.count > chosen else { throw EvaluationError(.illTyped("a step depends on the numbers of epochs")) }
        }
        let place = Int(found.start) + chosen
        let edge = automaton.tables.pointee.edges[place]
        if log != nil { log?.append(automaton.tables.pointee.steps[place]) }
        summary.steps += 1
        let before = automaton.tables.pointee.summaries[Int(state)]
        removeDelivered(choice, edge)
        state = edge.target
        shift = edge.isAbsolute ? Int(edge.shift) : shift + Int(edge.shift)
        if edge.operations > 0 { carryOut(edge) }
        let after = automaton.tables.pointee.summaries[Int(state)]
        if after.unaware != before.unaware { scheduleNotices(after.unaware & ~before.unaware, after.unaware) }
        if edge.renaming >= 0, !openCommits.isEmpty { rename(edge) }
        if edge.commits > 0 { addCommits(edge) }
        if !openCommits.isEmpty { confirm(after) }
        if after.isInStep != isInStep { changeStep(after.isInStep) }
        let violated = (after.violated | edge.violated) & ~hit
        if violated != 0 { record(violated) }
        if !doomed.isEmpty {
            let lost = doomed
            doomed.removeAll(keepingCapacity: true)
            for one in lost { try lose(one.channel, one.number) }
        }
        return true
    }

    private mutating func removeDelivered(_ choice: Choice, _ edge: Automaton.Edge) {
        switch choice.kind {
        case .delivery:
            let position = choice.position
            let flight = channels[choice.subject][position]
            let message = Int(flight.message)
            measures.messages[message].arrived += 1
            measures.delivery.add(now - flight.sentAt)
            if edge.isUndecryptable { measures.messages[message].undecryptable += 1 }
            if edge.isUnspecified { measures.messages[message].unspecified += 1 }
            if !choice.stays { channels[choice.subject].remove(at: position) }
        case .loss: channels[choice.subject].remove(at: choice.position)
        case .event, .interruption, .notice: break
        }
    }

    private mutating func carryOut(_ edge: Automaton.Edge) {
        for index in Int(edge.firstOperation)..<Int(edge.firstOperation + edge.operations) {
            let operation = automaton.tables.pointee.operations[index]
            let channel = Int(operation.channel)
            let message = Int(operation.message)
            switch operation.kind {
            case .cut:
                var kept: ContiguousArray<Flight> = []
                for position in channels[channel].indices {
                    var flight = channels[channel][position]
                    if position < 64, operation.kept & 1 << UInt64(position) != 0 {
                        flight.isStale = true
                        kept.append(flight)
                    } else {
                        measures.messages[Int(flight.message)].cut += 1
                    }
                }
                channels[channel] = kept
            case .sent, .merged:
                count(operation)
                dispatch(operation, channel)
            case .gone:
                count(operation)
                measures.messages[message].cut += 1
            case .full:
                count(operation)
                measures.messages[message].overflowed += 1
            }
        }
    }

    @inline(__always)
    private mutating func count(_ operation: Automaton.Operation) {
        measures.messages[Int(operation.message)].sent += 1
        if operation.isSealed { measures.messages[Int(operation.message)].sealed += 1 }
    }

    /// Sends a message on its way.
    private mutating func dispatch(_ operation: Automaton.Operation, _ channel: Int) {
        let until = downUntil[pair(of: channel)]
        var departure = now
        var isDoomed = false
        if isReliable {
            departure = max(departure, until)
            var wait = VirtualTime.nanoseconds(plan.scenario.retransmission)
            while departure < duration, isLost(channel) {
                departure += wait
                wait = min(2 * wait, max(wait, 60 * VirtualTime.second))
                measures.messages[Int(operation.message)].retransmitted += 1
                if operation.isSealed { measures.messages[Int(operation.message)].retransmittedSealed += 1 }
            }
        } else {
            isDoomed = until > now || isLost(channel)
        }
        let number: UInt32
        if operation.kind == .merged, channels[channel].indices.contains(Int(operation.kept)) {
            if isDoomed {
                measures.messages[Int(operation.message)].lost += 1
                return
            }
            let position = Int(operation.kept)
            channels[channel][position].copies += 1
            number = channels[channel][position].number
        } else {
            numbers &+= 1
            number = numbers
            channels[channel].append(
                Flight(number: number, message: operation.message, isSealed: operation.isSealed, sentAt: now))
            if isDoomed {
                doomed.append((channel, number))
                return
            }
        }
        queue.push(departure + travel(), .arrival, channel, number)
        if plan.scenario.duplication > 0, network.chance(plan.scenario.duplication),
            let position = channels[channel].firstIndex(where: { $0.number == number })
        {
            channels[channel][position].copies += 1
            queue.push(departure + travel(), .arrival, channel, number)
        }
    }

    private mutating func scheduleNotices(_ added: UInt64, _ unaware: UInt64) {
        for channel in noticeDue.indices {
            let bit: UInt64 = 1 << UInt64(channel)
            if added & bit != 0 {
                let isHalfOpen = automaton.interpreter.profile.interruption == .halfOpen
                let span = isHalfOpen ? plan.scenario.notice.sample(&network) : travel()
                noticeDue[channel] = later(span)
                queue.push(noticeDue[channel], .notice, channel)
            } else if unaware & bit == 0 {
                noticeDue[channel] = .max
            }
        }
    }

    // MARK: Measures

    private mutating func rename(_ edge: Automaton.Edge) {
        for index in openCommits.indices where openCommits[index].node >= 0 {
            openCommits[index].node = automaton.tables.pointee.names[Int(edge.renaming + openCommits[index].node)]
        }
    }

    private mutating func addCommits(_ edge: Automaton.Edge) {
        for index in Int(edge.firstCommit)..<Int(edge.firstCommit + edge.commits) {
            let commit = automaton.tables.pointee.commits[index]
            measures.commits[Int(commit.author) * (events + 1) + cause].made += 1
            openCommits.append(OpenCommit(node: commit.node, author: commit.author, cause: UInt16(cause), madeAt: now))
        }
    }

    private mutating func confirm(_ summary: Automaton.Summary) {
        var index = 0
        while index < openCommits.count {
            let commit = openCommits[index]
            let place = Int(commit.author) * (events + 1) + Int(commit.cause)
            if commit.node < 0 {
                measures.commits[place].superseded += 1
                openCommits.remove(at: index)
            } else if commit.node < summary.nodes,
                automaton.tables.pointee.holders[Int(summary.firstNode + commit.node)] & automaton.members == automaton.members,
                summary.settled & 1 << UInt64(commit.author) != 0
            {
                measures.commits[place].confirmed += 1
                measures.commits[place].time.add(now - commit.madeAt)
                confirmed += 1
                openCommits.remove(at: index)
            } else {
                index += 1
            }
        }
    }

    private mutating func look() {
        let summary = automaton.tables.pointee.summaries[Int(state)]
        if summary.isInStep { changeStep(true) }
        if summary.violated != 0 { record(summary.violated) }
    }

    private mutating func changeStep(_ inStep: Bool) {
        isInStep = inStep
        if inStep {
            if wasInStep {
                measures.outOfStep.add(now - changedAt)
                outTime += UInt64(now - changedAt)
            } else {
                wasInStep = true
                firstInStep = now
                measures.establishing.add(now)
            }
        }
        changedAt = now
    }

    private mutating func record(_ violated: UInt64) {
        hit |= violated
        for (bit, property) in automaton.watched.enumerated() where violated & 1 << UInt64(bit) != 0 {
            summary.hits.append(RunSummary.Hit(property: property, time: now, steps: summary.steps))
        }
    }
}
