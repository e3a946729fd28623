/// One small document for each way in which a property can hold or fail. The expected verdicts stand in the documents.
public enum PropertyModels {
    static func document(
        messages: String = "struct { opaque data<V>; } Ping;", events: String, roles: String, network: String? = nil,
        properties: String
    ) -> String {
        """
        ---
        title: A property model
        draft: draft-example-property
        revision: "00"
        variant: as written
        ---

        ## Messages

        ~~~ tls
        \(messages)
        ~~~

        ## Events

        | Event | Fairness | Meaning |
        |-------|----------|---------|
        \(events)

        \(roles)

        ## Network

        | Profile | Order | Loss | Duplication | Capacity | Interruption |
        |---------|-------|------|-------------|----------|--------------|
        \(network ?? "| connection | fifo | no | no | 2 | no |")

        ## Properties

        | Property | Kind | Statement | Expected |
        |----------|------|-----------|----------|
        \(properties)
        """
    }

    /// A step back that is fair, one that is optional, one that is not there, and one that can be put off for ever.
    public static let waysBack = document(
        events: """
            | `leave` | optional | |
            | `must` | fair | |
            | `may` | optional | |
            | `turn` | fair | |
            """,
        roles: """
            ## Role: A

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Home | yes | |
            | Fair | no | |
            | Optional | no | |
            | Gone | no | |
            | Left | no | |
            | Right | no | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | A1 | Home | leave | | drop | Fair | |
            | A2 | Home | leave | | drop | Optional | |
            | A3 | Home | leave | | drop | Gone | |
            | A4 | Home | leave | | drop | Left | |
            | A5 | Fair | must | | drop | Home | |
            | A6 | Optional | may | | drop | Home | |
            | A7 | Left | turn | | drop | Right | |
            | A8 | Right | turn | | drop | Left | |
            | A9 | Left | must | | drop | Home | |

            ## Role: B

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | B1 | Idle | Ping | | drop | same | |
            """,
        properties: """
            | fair way | leads to | `A is Fair leads to A is Home` | holds |
            | optional way | leads to | `A is Optional leads to A is Home` | waiting |
            | no way | leads to | `A is Gone leads to A is Home` | stuck |
            | put off | leads to | `A is Left leads to A is Home` | starved |
            | recoverable | recoverable | `A is Home` | stuck |
            | recoverable but gone | recoverable | `A is (Home, Gone)` | waiting |
            | recoverable but gone or optional | recoverable | `A is (Home, Gone, Optional)` | holds |
            | live but gone or optional | live | `A is (Home, Gone, Optional)` | starved |
            | live anywhere but fair | live | `A is (Home, Gone, Optional, Left, Right)` | holds |
            | never fair | never | `A is Fair` | fails |
            | never nowhere | never | `A is Fair and A is Gone` | holds |
            | at home | invariant | `A is Home` | fails |
            | somewhere | invariant | `A is Home or not (A is Home)` | holds |
            | gone | reachable | `A is Gone` | holds |
            | in two places | reachable | `A is Gone and A is Home` | fails |
            """)

    /// Two parties that both commit and drop their own commit later: no state shows the fork, the history does.
    public static let history = document(
        messages: "struct { Commit update; } Update;",
        events: "| `update` | optional | |\n| `back` | optional | |",
        roles: """
            ## Role: A

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |
            | Ahead | no | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch | welcome | |
            | old | Epoch | welcome | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | A1 | Idle | update | group = old | group := commit(group); send Update(group) | Ahead | |
            | A2 | Ahead | back | | group := old | Idle | |
            | A3 | any | Update | | drop | same | |

            ## Role: B

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch | welcome | |
            | seen | Bool | false | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | B1 | Idle | Update(c) | not seen | seen := true | same | |
            | B2 | Idle | Update(c) | seen and c.parent = group | group := c | same | |
            | B3 | Idle | Update | otherwise | drop | same | |
            """,
        properties: """
            | agreement | agreement | group | fails |
            | settled agreement | settled agreement | group | holds |
            | history agreement | history agreement | group | fails |
            | drift | drift | group <= 1 | holds |
            """)

    /// As above, but the party that steps back is always followed: no fork, not even in the history.
    public static let noHistory = document(
        messages: "struct { Commit update; } Update;",
        events: "| `update` | optional | |",
        roles: """
            ## Role: A

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch | welcome | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | A1 | Idle | update | | group := commit(group); send Update(group) | same | |

            ## Role: B

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch | welcome | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | B1 | Idle | Update(c) | c.parent = group | group := c | same | |
            """,
        properties: """
            | agreement | agreement | group | holds |
            | history agreement | history agreement | group | holds |
            | drift two | drift | group <= 2 | holds |
            | drift one | drift | group <= 1 | fails |
            | specified | specified | | holds |
            """)

    /// A key that is used again from sequence number zero: by keying back, by a new connection; and a counter that goes round, which is
    /// no such thing.
    public static let keys = document(
        events: "| `data` | optional | |\n| `ratchet` | optional | |",
        roles: """
            ## Role: A

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | key | Epoch | welcome | |
            | generation | 0..1 | 0 | |

            | Direction | Key | Meaning |
            |-----------|-----|---------|
            | sending | key, generation | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | A1 | Idle | data | | send Ping() | same | |
            | A2 | Idle | ratchet | | generation := (generation + 1) mod 2 | same | |

            ## Role: B

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | key | Epoch | welcome | |

            | Direction | Key | Meaning |
            |-----------|-----|---------|
            | receiving | key | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | B1 | Idle | Ping | | drop | same | |
            | B2 | Idle | undecryptable | | drop | same | |
            """,
        network: "| steady | fifo | no | no | 1 | no |\n| broken | fifo | no | no | 1 | atomic |",
        properties: "| fresh keys | fresh keys | | holds |\n| decryptable | decryptable | | fails |")

    /// One party runs ahead for ever: gaps between epoch numbers have to be saturated for the search to end.
    public static let runaway = document(
        messages: "struct { Commit update; } Update;",
        events: "| `update` | optional | |",
        roles: """
            ## Role: A

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch | welcome | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | A1 | Idle | update | | group := commit(group); send Update(group) | same | |

            ## Role: B

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Idle | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch | welcome | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | B1 | Idle | Update(c) | c.parent = group | group := c | same | |
            | B2 | Idle | Update(c) | otherwise | drop | same | |
            """,
        network: "| lossy | fifo | yes | no | 1 | no |",
        properties: """
            | agreement | agreement | group | holds |
            | drift | drift | group <= 3 | fails |
            """)

    /// Three members and a delivery service: families, broadcast, maps and sets indexed by members, quantifiers, key packages.
    public static let group = document(
        messages: """
            struct { Commit commit; } Handshake;
            struct { Commit commit; } Ordered;
            struct { KeyPackage key_package; } Join;
            struct { Welcome welcome; } Invitation;
            """,
        events: "| `update` | optional | |\n| `join` | fair | |",
        roles: """
            ## Role: Member[2]

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Outside | no | |
            | Joining | no | |
            | Inside | yes | |
            | Waiting | no | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | group | Epoch? | none | |
            | offered | KeyPackage? | none | |
            | pending | Epoch? | none | |
            | heard | `Map<Member, Bool>` | false | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | M1 | Outside | join | | offered := keyPackage(); send Join(offered!) to Server | Joining | |
            | M2 | Joining | Invitation(w) | w.keyPackage = offered | group := w; offered := none | Inside | |
            | M3 | Inside | update | | pending := commit(group!); send Handshake(pending!) to Server | Waiting | |
            | M4 | Waiting | Ordered(c) | c = pending | group := c; pending := none; heard[self] := true | Inside | |
            | M5 | Inside, Waiting | Ordered(c) | c != pending and c.parent = group | group := c; pending := none | Inside | |
            | M6 | Outside, Joining, Inside, Waiting | any message | | drop | same | |

            ## Role: Server

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Up | yes | |

            | Variable | Type | Initially | Meaning |
            |----------|------|-----------|---------|
            | head | Epoch? | none | |
            | members | `Set<Member>` | {} | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | V1 | Up | Join(k) | head = none | head := create(k); members := members + {sender}; send Invitation(head!) to sender | same | |
            | V2 | Up | Join(k) | head != none | drop | same | |
            | V3 | Up | Handshake(c) | c.parent = head and sender in members | head := c; send Ordered(c) to members | same | |
            | V4 | Up | Handshake(c) | otherwise | drop | same | |
            """,
        network: "| connection | fifo | no | no | 1 | no |",
        properties: """
            | agreement | agreement | group | holds |
            | specified | specified | | holds |
            | joined | reachable | `some m in Member: m is Inside` | holds |
            | alone | never | `all m in Member: m is Inside` | holds |
            | heard | reachable | `some m in Member: m.heard[m]` | holds |
            | known | invariant | `all m in Member: m is Inside implies m in Server.members` | holds |
            """)
}
