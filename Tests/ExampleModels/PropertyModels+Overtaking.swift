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
}
