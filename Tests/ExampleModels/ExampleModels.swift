import ModelDocument
import ProtocolModel

/// Small documents that several test suites share.
public enum ExampleModels {
    /// Two parties, one of which commits and waits; the other confirms. Its two networks and its one reading are enough to go wrong in
    /// most of the ways that there are.
    public static let handshake = """
        ---
        title: A small update protocol
        draft: draft-example-small
        revision: "00"
        variant: as written
        ---

        ## Messages

        ~~~ tls
        struct { Commit update; } Update;
        struct { EpochNumber epoch; } Confirm;
        struct { opaque data<V>; } Data;
        ~~~

        ## Events

        | Event | Fairness | Meaning |
        |-------|----------|---------|
        | `update` | optional | rekey |
        | `send data` | optional | application data |
        | `again` | fair | send the update again after an interruption |

        ## Role: Sender

        | State | Settled | Meaning |
        |-------|---------|---------|
        | Idle | yes | |
        | Waiting | no | |
        | Broken | no | |

        | Variable | Type | Initially | Meaning |
        |----------|------|-----------|---------|
        | `group` | `Epoch` | `welcome` | |
        | `pending` | `Epoch?` | `none` | |
        | `key` | `Epoch` | `welcome` | |

        | Direction | Key | Meaning |
        |-----------|-----|---------|
        | sending | `key` | |

        | Row | State | On | When | Do | Next | Reading | Source |
        |-----|-------|----|------|----|------|---------|--------|
        | S1 | Idle | `update` | | `pending := commit(group)`; send `Update(pending!)` in the clear | Waiting | | |
        | S2 | Waiting | `Confirm(n)` | `n = pending.number` | `group := pending!`; `key := pending!`; `pending := none` | Idle | | |
        | S3 | Waiting | `Confirm(n)` | otherwise | drop | same | | |
        | S4 | Waiting | interrupted | | drop | Broken | | |
        | S5 | Broken | `again` | | send `Update(pending!)` in the clear | Waiting | resend: same | |
        | S6 | Broken | `again` | | `pending := commit(group)`; send `Update(pending!)` in the clear | Waiting | resend: fresh | |
        | S7 | Idle | `send data` | | send `Data()` | same | | |
        | S8 | Idle, Broken | interrupted | | drop | same | | |

        ## Role: Receiver

        | State | Settled | Meaning |
        |-------|---------|---------|
        | Ready | yes | |

        | Variable | Type | Initially | Meaning |
        |----------|------|-----------|---------|
        | `group` | `Epoch` | `welcome` | |

        | Direction | Key | Meaning |
        |-----------|-----|---------|
        | receiving | `group` | |

        | Row | State | On | When | Do | Next | Source |
        |-----|-------|----|------|----|------|--------|
        | R1 | Ready | `Update(c)` | `c.parent = group` | `group := c`; send `Confirm(c.number)` | same | |
        | R2 | Ready | `Update(c)` | `c = group` | send `Confirm(c.number)` | same | |
        | R3 | Ready | `Data` | | drop | same | |
        | R4 | Ready | interrupted | | drop | same | |
        | R5 | Ready | undecryptable | | drop | same | |

        ## Readings

        | Reading | Option | Meaning | Passage |
        |---------|--------|---------|---------|
        | resend | same | the stored update | after an interruption it sends the update again |
        | resend | fresh | a new update | |

        ## Network

        | Profile | Order | Loss | Duplication | Capacity | Interruption |
        |---------|-------|------|-------------|----------|--------------|
        | connection | fifo | no | no | 2 | atomic |
        | half-open | fifo | no | no | 2 | half-open |
        | lingering | fifo | no | no | 2 | lingering |
        | datagram | any | yes | yes | 2 | no |

        ## Definitions

        | Name | Definition | Meaning |
        |------|------------|---------|
        | inStep | `Sender.group = Receiver.group and Sender is Idle` | |

        ## Properties

        | Property | Kind | Statement | connection | half-open | lingering | datagram |
        |----------|------|-----------|------------|-----------|-----------|----------|
        | agreement | agreement | `group` | holds | holds | fails when Sender.resend = fresh | holds |
        | settled agreement | settled agreement | `group` | holds | holds | fails when Sender.resend = fresh | holds |
        | history agreement | history agreement | `group` | | | | |
        | drift | drift | `group <= 1` | | | | |
        | fresh keys | fresh keys | | | | | |
        | specified | specified | | fails when Sender.resend = fresh | | | |
        | decryptable | decryptable | | | | | |
        | recoverable | recoverable | inStep | stuck when Sender.resend = fresh | | | |
        | live | live | inStep | | | | |
        | updates | reachable | `Receiver.group.number > Sender.group.number` | holds | holds | holds | holds |
        | answered | leads to | `Sender is Waiting leads to Sender is (Idle, Broken)` | | | | |
        """

    public static func parse(_ text: String) throws -> ProtocolModel {
        do {
            return try ModelDocument.parse(Array(text.utf8), name: "example.md").model
        } catch {
            let renderer = DiagnosticRenderer(colours: false)
            throw Unreadable(description: error.diagnostics.map { renderer.render($0, in: error.source) }.joined(separator: "\n"))
        }
    }

    /// An example that is no model: a mistake in the test, with the diagnostics.
    public struct Unreadable: Error, CustomStringConvertible {
        public var description: String
    }
}
