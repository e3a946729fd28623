extension PropertyModels {
    /// A message that is still to come may be taken before one that has arrived: `Sender` has sent `First` to `Reader`, and `Second` comes from it or, where
    /// `second` is `Other`, from somebody whom it prompts.
    public static func overtaking(order: String, by second: String) -> String {
        let isOther = second != "First"
        let other = isOther
            ? """

                ## Role: Other

                | State | Settled | Meaning |
                |-------|---------|---------|
                | Up | yes | |

                | Row | State | On | When | Do | Next | Source |
                |-----|-------|----|------|----|------|--------|
                | O1 | Up | Prompt | | send Second() to Reader | same | |
                """ : ""
        return document(
            messages: """
                struct { } First;
                struct { } Second;
                struct { } Prompt;
                """,
            events: "| `begin` | fair | |\n| `proceed` | fair | |",
            roles: """
                ## Role: Sender

                | State | Settled | Meaning |
                |-------|---------|---------|
                | Fresh | no | |
                | Begun | no | |
                | Done | yes | |

                | Row | State | On | When | Do | Next | Source |
                |-----|-------|----|------|----|------|--------|
                | S1 | Fresh | begin | | send First() to Reader | Begun | |
                | S2 | Begun | proceed | | \(isOther ? "send Prompt() to Other" : "send Second() to Reader") | Done | |
                \(other)

                ## Role: Reader

                | State | Settled | Meaning |
                |-------|---------|---------|
                | Waiting | no | |
                | Ready | yes | |

                | Row | State | On | When | Do | Next | Source |
                |-----|-------|----|------|----|------|--------|
                | R1 | Waiting | First | | drop | Ready | |
                | R2 | Ready | Second | | drop | same | |
                | R3 | Ready | First | | drop | same | |
                """,
            network: "| connection | \(order) | no | no | 2 | no |", properties: "| specified | specified | | fails |")
    }

    /// Two parties that answer one another for ever while a third has a message waiting.
    public static let endlessTalk = document(
        messages: """
            struct { } Ping;
            struct { } Pong;
            struct { } Call;
            """,
        events: "| `begin` | fair | |",
        roles: """
            ## Role: First

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Fresh | no | |
            | Talking | yes | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | F1 | Fresh | begin | | send Ping() to Second; send Call() to Third | Talking | |
            | F2 | any | Pong | | send Ping() to Second | same | |

            ## Role: Second

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Up | yes | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | S1 | Up | Ping | | send Pong() to First | same | |

            ## Role: Third

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Up | yes | |
            | Called | yes | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | T1 | Called | Call | | drop | same | |
            """,
        network: "| connection | fifo | no | no | 1 | no |", properties: "| specified | specified | | fails |")

    /// A party that waits for room in a channel, and gives up waiting when it takes the message that has arrived.
    public static let waitingForRoom = document(
        messages: """
            struct { } First;
            struct { } Second;
            struct { } Stop;
            """,
        events: "| `begin` | fair | |\n| `proceed` | fair | |\n| `interfere` | fair | |",
        roles: """
            ## Role: Sender

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Fresh | no | |
            | Begun | no | |
            | Done | yes | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | S1 | Fresh | begin | | send First() | Begun | |
            | S2 | Begun | proceed | | send Second() | Done | |
            | S3 | any | Stop | | drop | Done | |

            ## Role: Reader

            | State | Settled | Meaning |
            |-------|---------|---------|
            | Fresh | no | |
            | Stopping | no | |
            | Closed | no | |

            | Row | State | On | When | Do | Next | Source |
            |-----|-------|----|------|----|------|--------|
            | R1 | Fresh | interfere | | send Stop() | Stopping | |
            | R2 | Stopping | First | | drop | same | |
            | R3 | Fresh | First | | drop | Closed | |
            | R4 | Closed | any message | | drop | same | |
            """,
        network: "| connection | fifo | no | no | 1 | no |", properties: "| specified | specified | | fails |")
}
