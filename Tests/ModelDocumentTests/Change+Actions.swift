/// What is said of a document with one thing wrong in it: actions.
extension Change {
    static let actions: [Change] = [
        Change(
            #"`pending := commit(group!)`"#,
            #"`pending = commit(group!)`"#,
            #"""
            m.md:57:48: error: an assignment is written ':='
             57 | | A1 | Open | `renew` | `count < 3` | `pending = commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                                ^

            """#),
        Change(
            #"`pending := commit(group!)`"#,
            #"`pendng := commit(group!)`"#,
            #"""
            m.md:57:40: error: unknown variable 'pendng'; did you mean 'pending'?
             57 | | A1 | Open | `renew` | `count < 3` | `pendng := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                        ^~~~~~

            """#),
        Change(
            #"`pending := commit(group!)`"#,
            #"`pending := commit(group)`"#,
            #"""
            m.md:57:58: error: expected Epoch, found Epoch?; write 'group!' where it is never none
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                                          ^~~~~

            """#),
        Change(
            #"`pending := commit(group!)`"#,
            #"`pending[left] := commit(group!)`"#,
            #"""
            m.md:57:40: error: only a map has entries, not Epoch?
             57 | | A1 | Open | `renew` | `count < 3` | `pending[left] := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                        ^~~~~~~

            """#),
        Change(
            #"`pending := commit(group!)`; send"#,
            #"`pending := commit(group!)` send"#,
            #"""
            m.md:57:67: error: expected ';' between actions, found 'send'
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)` send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                                                   ^~~~

            """#),
        Change(
            #"send `Update(pending!)`"#,
            #"send `Update(pending)`"#,
            #"""
            m.md:57:81: error: expected Epoch, found Epoch?; write 'pending!' where it is never none
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending)` in the clear | Waiting | `again: once` | section 1 |
                |                                                                                 ^~~~~~~

            """#),
        Change(
            #"send `Update(pending!)`"#,
            #"send `Update()`"#,
            #"""
            m.md:57:74: error: 'Update' takes 1 value, found 0
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update()` in the clear | Waiting | `again: once` | section 1 |
                |                                                                          ^~~~~~~~

            """#),
        Change(
            #"send `Update(pending!)`"#,
            #"send pending"#,
            #"""
            m.md:57:73: error: only messages are sent, not Epoch?
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send pending in the clear | Waiting | `again: once` | section 1 |
                |                                                                         ^~~~~~~

            """#),
        Change(
            #"send `Update(pending!)`"#,
            #"send last"#,
            #"""
            m.md:57:73: error: expected Reply, found Reply?; write 'last!' where it is never none
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send last in the clear | Waiting | `again: once` | section 1 |
                |                                                                         ^~~~

            """#),
        Change(
            #"send `Update(pending!)`"#,
            #"send `Updat(pending!)`"#,
            #"""
            m.md:57:74: error: unknown message or function 'Updat'; did you mean 'Update'?
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Updat(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                                                          ^~~~~

            """#),
        Change(
            #"in the clear |"#,
            #"in the clear to Bob |"#,
            #"""
            m.md:57:105: error: 'in the clear' comes after 'to'
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear to Bob | Waiting | `again: once` | section 1 |
                |                                                                                                         ^~

            """#),
        Change(
            #"in the clear |"#,
            #"to group in the clear |"#,
            #"""
            m.md:57:95: error: expected a party or a set of parties, found Epoch?
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` to group in the clear | Waiting | `again: once` | section 1 |
                |                                                                                               ^~~~~

            """#),
        Change(
            #"group := pending`; `pending"#,
            #"n := pending`; `pending"#,
            #"""
            m.md:58:57: error: 'n' is no variable; only variables are assigned to
             58 | | A2 | Waiting | `Confirm(n)` | `n = pending.number` | `n := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else `c…
                |                                                         ^

            """#),
        Change(
            #"else `count := 0`"#,
            #"else `count := 9`"#,
            #"""
            m.md:58:173: error: 9 does not lie in 0..3
             58 | …)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else `count := 9` | Open | | |
                |                                                                                                                                                   ^

            """#),
        Change(
            #"to sender | same | |\#n| B2"#,
            #"to nobody | same | |\#n| B2"#,
            #"""
            m.md:76:92: error: unknown name 'nobody'
             76 | | B1 | Idle | `Update(c)` | `c.parent = group` | `group := c`; send `Confirm(c.number)` to nobody | same | |
                |                                                                                            ^~~~~~

            """#),
        Change(
            #"send `Data()`;"#,
            #"send `Data()` to sender;"#,
            #"""
            m.md:77:48: error: 'sender' has a meaning only in rows that answer a message, 'interrupted' or 'undecryptable'
             77 | | B2 | Idle | `send data` | | send `Data()` to sender; send `Reply(yes, none)` to Alice | same | |
                |                                                ^~~~~~

            """#),
        Change(
            #"## Role: Bob"#,
            #"## Role: Carol\#n\#n| State | Settled | Meaning |\#n|---|---|---|\#n| Idle | yes | |\#n\#n## Role: Bob"#,
            #"""
            m.md:57:68: error: there are several other parties: write to whom, 'send .. to p'
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
            m.md:83:31: error: there are several other parties: write to whom, 'send .. to p'
             83 | | B2 | Idle | `send data` | | send `Data()`; send `Reply(yes, none)` to Alice | same | |
                |                               ^~~~~~~~~~~~

            """#),
    ]
}
