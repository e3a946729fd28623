import Foundation
import Testing

@testable import ModelDocument

/// Small model documents and what is said of changed ones.
enum Example {
    /// Two parties that update a group.
    static let twoParties = #"""
        ---
        title: A small protocol
        draft: draft-example-small
        revision: "00"
        variant: as written
        ---

        # A small protocol

        ## Types

        | Type | Values | Meaning |
        |------|--------|---------|
        | `Side` | `left, right` | |
        | `Small` | `0..3` | |

        ## Messages

        ``` tls
        struct { Commit update; } Update; // a commit
        struct { EpochNumber epoch; } Confirm;
        struct { opaque data<V>; } Data;
        enum { no(0), yes(1), (255) } Answer;
        struct { Answer answer; optional<Commit> commit; uint8 padding; } Reply;
        ```

        ## Events

        | Event | Fairness | Meaning |
        |-------|----------|---------|
        | `renew` | optional | |
        | `send data` | fair | |

        ## Role: Alice

        | State | Settled | Meaning |
        |-------|---------|---------|
        | Open | yes | |
        | Waiting | no | |

        | Variable | Type | Initially | Meaning |
        |----------|------|-----------|---------|
        | `group` | `Epoch?` | `welcome` | |
        | `pending` | `Epoch?` | `none` | |
        | `side` | `Side` | `left` | |
        | `count` | `Small` | `0` | |
        | `last` | `Reply?` | `none` | |

        | Direction | Key | Meaning |
        |-----------|-----|---------|
        | sending | `group` | |
        | receiving | `group` | |
        | receiving | `pending, count` | |

        | Row | State | On | When | Do | Next | Reading | Source |
        |-----|-------|----|------|----|------|---------|--------|
        | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
        | A2 | Waiting | `Confirm(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else `count := 0` | Open | | |
        | A3 | any | `any message` | otherwise | drop | same | `again: once \| twice` | |
        | A4 | Open, Waiting | `Update(c)` | `c.parent = group and side = left` | `group := c`; send `Confirm(c.number)` | same | | |
        | A5 | any | `interrupted`, `undecryptable` | | disconnect | Open | | |
        | A6 | Open | `Reply(a, _)` | `a = yes` | `last := Reply(no, group)` | same | | |

        ## Role: Bob

        | State | Settled | Meaning |
        |-------|---------|---------|
        | Idle | yes | |

        | Variable | Type | Initially | Meaning |
        |----------|------|-----------|---------|
        | `group` | `Epoch` | `welcome` | |

        | Row | State | On | When | Do | Next | Source |
        |-----|-------|----|------|----|------|--------|
        | B1 | Idle | `Update(c)` | `c.parent = group` | `group := c`; send `Confirm(c.number)` to sender | same | |
        | B2 | Idle | `send data` | | send `Data()`; send `Reply(yes, none)` to Alice | same | |
        | B3 | Idle | `Confirm` | | drop | same | |

        ## Readings

        | Reading | Option | Meaning | Passage |
        |---------|--------|---------|---------|
        | `again` | `once` | | "It may." |
        | | `twice` | | |

        ## Network

        | Profile | Order | Loss | Duplication | Capacity | Interruption | Bounds |
        |---------|-------|------|-------------|----------|--------------|--------|
        | stream | fifo | no | no | 2 | half-open | `renew <= 3, interruption <= 1` |
        | datagram | any | yes | yes | 1 | no | |

        ## Definitions

        | Name | Definition | Meaning |
        |------|------------|---------|
        | `inStep` | `Alice.group = Bob.group` | |

        ## Properties

        | Property | Kind | Statement | stream | datagram |
        |----------|------|-----------|--------|----------|
        | agreement | agreement | `group` | holds | - |
        | near | drift | `group <= 1` | | fails in some readings |
        | Alice's way back | recoverable | `settled and inStep` | stuck when Alice.again = once or Alice.again != once; fails | waiting |
        | answered | leads to | `Alice is Waiting leads to Alice is (Open, Waiting)` | holds | holds |
        | calm | reachable | `quiet and not inFlight(Update)` | holds | holds |

        ## Passages

        | Passage | Covered by |
        |---------|------------|
        | "Alice may." | A1, rows A2, A3, `again` |
        | "And so on." | A4, A5, A6, B1, B2, B3, property near |
        | "Bob sleeps." | left out: he never does, as a rule |

        """#

    /// Three members and a server that hands their commits on.
    static let group = #"""
        ---
        title: A group
        draft: draft-example-group
        revision: "01"
        variant: repaired
        ---

        ## Messages

        ~~~tls
        struct { Commit commit; } Handshake;
        struct { Commit commit; } Broadcast;
        ~~~

        ## Events

        | Event | Fairness | Meaning |
        |---|---|---|
        | add(m: Member, n: 0..2) | optional | |

        ## Role: Member[3]

        | State | Settled | Meaning |
        |---|---|---|
        | In step | yes | |

        | Variable | Type | Initially | Meaning |
        |---|---|---|---|
        | group | Epoch | welcome | |
        | seen | Map<Member, Epoch?> | none | |
        | known | Set<Member> | {self} | |
        | bits | Map<0..2, Bool> | false | |

        | Row | State | On | When | Do | Next | Source |
        |---|---|---|---|---|---|---|
        | M1 | In step | add(m, n) | all p in known: p != m and (some q in Member: seen[q] = none) | seen[m] := commit(group); known := known + {m}; bits[n] := true; send Handshake(seen[m]!) to Server | same | |
        | M2 | In step | Broadcast(c) | c.parent = group and c.author in known | group := c | same | |
        | M3 | In step | Handshake | some b in 0..2: bits[b] | drop | same | |

        ## Role: Server

        | State | Settled | Meaning |
        |---|---|---|
        | Open | yes | |

        | Variable | Type | Initially | Meaning |
        |---|---|---|---|
        | from | Set<Member> | {} | |

        | Row | State | On | When | Do | Next | Source |
        |---|---|---|---|---|---|---|
        | S1 | Open | Handshake(c) | not (sender in from) | send Broadcast(c) to all; from := from + {sender} - {}; send Broadcast(c) to from - {sender} | same | |

        ## Network

        | Profile | Order | Loss | Duplication | Capacity | Interruption |
        |---|---|---|---|---|---|
        | stream | fifo | no | no | 2 | no |

        ## Properties

        | Property | Kind | Statement | Expected |
        |---|---|---|---|
        | one group | invariant | all m in Member: all n in Member: m.group = n.group or m = n implies m is settled | fails |

        """#

    /// All diagnostics of a document, rendered one after the other.
    static func diagnostics(_ text: String) -> String {
        let renderer = DiagnosticRenderer(colours: false)
        do {
            let document = try ModelDocument.parse(Array(text.utf8), name: "m.md")
            return document.warnings.map { renderer.render($0, in: document.source) }.joined()
        } catch {
            return error.diagnostics.map { renderer.render($0, in: error.source) }.joined()
        }
    }

    /// The first document with one stretch of its text replaced.
    static func changed(_ old: String, _ new: String) throws -> String {
        let range = try #require(twoParties.range(of: old), "\(old) does not occur")
        return twoParties.replacingCharacters(in: range, with: new)
    }
}
