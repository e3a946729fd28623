/// What is said of a document with one thing wrong in it: rows.
extension Change {
    static let rows: [Change] = [
        Change(
            #"| A2 | Waiting"#,
            #"| A1 | Waiting"#,
            #"""
            m.md:58:3: error: the row 'A1' is declared twice
             58 | | A1 | Waiting | `Confirm(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } els…
                |   ^~
            m.md:57:3: note: the first is here
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |   ^~

            """#),
        Change(
            #"| A2 | Waiting"#,
            #"| A2 | Wating"#,
            #"""
            m.md:58:8: error: unknown state 'Wating'; did you mean 'Waiting'?
             58 | | A2 | Wating | `Confirm(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else…
                |        ^~~~~~

            """#),
        Change(
            #"| A2 | Waiting"#,
            #"| A2 | Waiting, Waiting"#,
            #"""
            m.md:58:17: error: the state 'Waiting' is named twice
             58 | | A2 | Waiting, Waiting | `Confirm(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; d…
                |                 ^~~~~~~

            """#),
        Change(
            #"| A2 | Waiting"#,
            #"| A2 | "#,
            #"""
            m.md:58:7: error: the row has no state; for every one write 'any'
             58 | | A2 |  | `Confirm(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else `coun…
                |       ^

            """#),
        Change(
            #"| `Confirm(n)` |"#,
            #"| `Confrim(n)` |"#,
            #"""
            m.md:58:19: error: unknown event or message 'Confrim'; did you mean 'Confirm'?
             58 | | A2 | Waiting | `Confrim(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } els…
                |                   ^~~~~~~

            """#),
        Change(
            #"| `Confirm(n)` |"#,
            #"| `Confirm(n, m)` |"#,
            #"""
            m.md:58:26: error: 'Confirm' brings 1 value (epoch), found 2
             58 | | A2 | Waiting | `Confirm(n, m)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } …
                |                          ^~~~~~

            """#),
        Change(
            #"| `Confirm(n)` |"#,
            #"| `Confirm(group)` |"#,
            #"""
            m.md:58:27: error: 'group' is already a variable
             58 | | A2 | Waiting | `Confirm(group)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop }…
                |                           ^~~~~

            """#),
        Change(
            #"| `Confirm(n)` |"#,
            #"| `Confirm(n` |"#,
            #"""
            m.md:58:28: error: expected ')', found the end of the cell
             58 | | A2 | Waiting | `Confirm(n` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else…
                |                            ^

            """#),
        Change(
            #"| `Confirm(n)` |"#,
            #"| `Confirm(n), Update(n)` |"#,
            #"""
            m.md:58:31: error: what a row answers binds the same names, at the same places and of the same types
             58 | | A2 | Waiting | `Confirm(n), Update(n)` | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`;…
                |                               ^~~~~~~~~

            """#),
        Change(
            #"| `Confirm(n)` |"#,
            #"| |"#,
            #"""
            m.md:58:17: error: the row answers nothing
             58 | | A2 | Waiting | | `n = pending.number` | `group := pending`; `pending := none`; if `again = twice` then { `count := (count + 1) mod 4`; drop } else `count := 0…
                |                 ^

            """#),
        Change(
            #"| Waiting | `again: once` |"#,
            #"| Wait ing | `again: once` |"#,
            #"""
            m.md:57:107: error: unknown state 'Wait ing'; did you mean 'Waiting'?
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Wait ing | `again: once` | section 1 |
                |                                                                                                           ^~~~~~~~

            """#),
        Change(
            #"| Waiting | `again: once` |"#,
            #"| | `again: once` |"#,
            #"""
            m.md:57:106: error: the row has no next state; where it stays write 'same'
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | | `again: once` | section 1 |
                |                                                                                                          ^

            """#),
        Change(
            #"| Waiting | `again: once` |"#,
            #"| Waiting | `again: one` |"#,
            #"""
            m.md:57:125: error: unknown option 'one' of 'again'; did you mean 'once'?
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: one` | section 1 |
                |                                                                                                                             ^~~

            """#),
        Change(
            #"| Waiting | `again: once` |"#,
            #"| Waiting | `agin: once` |"#,
            #"""
            m.md:57:118: error: unknown reading 'agin'; did you mean 'again'?
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `agin: once` | section 1 |
                |                                                                                                                      ^~~~

            """#),
        Change(
            #"| Waiting | `again: once` |"#,
            #"| Waiting | `once` |"#,
            #"""
            m.md:57:118: error: a reading is written 'reading: option'
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `once` | section 1 |
                |                                                                                                                      ^~~~

            """#),
        Change(
            #"| otherwise | drop |"#,
            #"| otherwise | |"#,
            #"""
            m.md:59:41: error: a row that does nothing says 'drop'
             59 | | A3 | any | `any message` | otherwise | | same | `again: once \| twice` | |
                |                                         ^

            """#),
        Change(
            #"drop | same | `again: once"#,
            #"dorp | same | `again: once"#,
            #"""
            m.md:59:42: error: unknown action 'dorp'; did you mean 'drop'?
             59 | | A3 | any | `any message` | otherwise | dorp | same | `again: once \| twice` | |
                |                                          ^~~~

            """#),
    ]
}
