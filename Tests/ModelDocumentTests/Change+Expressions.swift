/// What is said of a document with one thing wrong in it: expressions.
extension Change {
    static let expressions: [Change] = [
        Change(
            #"`count < 3`"#,
            #"`count < `"#,
            #"""
            m.md:57:33: error: expected an expression, found the end of the cell
             57 | | A1 | Open | `renew` | `count < ` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                 ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`count ≤ 3`"#,
            #"""
            m.md:57:32: error: unexpected character '≤'; did you mean '<='?
             57 | | A1 | Open | `renew` | `count ≤ 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`count < 3 < 4`"#,
            #"""
            m.md:57:36: error: comparisons do not chain; write 'and' between them
             57 | | A1 | Open | `renew` | `count < 3 < 4` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                    ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`count < left`"#,
            #"""
            m.md:57:26: error: 0..3 and Side cannot be compared
             57 | | A1 | Open | `renew` | `count < left` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`count = 7`"#,
            #"""
            m.md:57:26: error: these are never equal: one is 0..3, the other 7
             57 | | A1 | Open | `renew` | `count = 7` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`count`"#,
            #"""
            m.md:57:26: error: expected Bool, found 0..3
             57 | | A1 | Open | `renew` | `count` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`group`"#,
            #"""
            m.md:57:26: error: expected Bool, found Epoch?
             57 | | A1 | Open | `renew` | `group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`cont < 3`"#,
            #"""
            m.md:57:26: error: unknown name 'cont'; did you mean 'count'?
             57 | | A1 | Open | `renew` | `cont < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`side < right`"#,
            #"""
            m.md:57:31: error: '<' compares numbers, not Side
             57 | | A1 | Open | `renew` | `side < right` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                               ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`(count < 3`"#,
            #"""
            m.md:57:36: error: expected ')', found the end of the cell
             57 | | A1 | Open | `renew` | `(count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                    ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`count < 3)`"#,
            #"""
            m.md:57:35: error: expected the end of the cell, found ')'
             57 | | A1 | Open | `renew` | `count < 3)` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                   ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`count < 99999999999`"#,
            #"""
            m.md:57:34: error: the number is too large
             57 | | A1 | Open | `renew` | `count < 99999999999` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                  ^~~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`commit(group!) = group`"#,
            #"""
            m.md:57:26: error: 'commit' changes the world and may be used in actions and in Initially only
             57 | | A1 | Open | `renew` | `commit(group!) = group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`sender = self`"#,
            #"""
            m.md:57:26: error: 'sender' has a meaning only in rows that answer a message, 'interrupted' or 'undecryptable'
             57 | | A1 | Open | `renew` | `sender = self` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`stale`"#,
            #"""
            m.md:57:26: error: 'stale' has a meaning only in rows that answer a message
             57 | | A1 | Open | `renew` | `stale` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`again`"#,
            #"""
            m.md:57:26: error: the reading 'again' is compared with one of its options: 'again = ..'
             57 | | A1 | Open | `renew` | `again` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`again = thrice`"#,
            #"""
            m.md:57:34: error: unknown option 'thrice' of 'again'
             57 | | A1 | Open | `renew` | `again = thrice` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                  ^~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`inStep`"#,
            #"""
            m.md:57:26: error: unknown name 'inStep'
             57 | | A1 | Open | `renew` | `inStep` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`Alice is Open`"#,
            #"""
            m.md:57:26: error: 'is' has a meaning only in properties and definitions
             57 | | A1 | Open | `renew` | `Alice is Open` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`quiet`"#,
            #"""
            m.md:57:26: error: 'quiet' has a meaning only in properties and definitions
             57 | | A1 | Open | `renew` | `quiet` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`Bob.group = group`"#,
            #"""
            m.md:57:26: error: a row sees its own party only; variables of others are for properties
             57 | | A1 | Open | `renew` | `Bob.group = group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`group.parent.parent = group`"#,
            #"""
            m.md:57:26: error: '.parent' is only to be compared, with '=' or '!='
             57 | | A1 | Open | `renew` | `group.parent.parent = group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 …
                |                          ^~~~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`group.parnt = group`"#,
            #"""
            m.md:57:32: error: unknown property 'parnt' of an epoch; did you mean 'parent'?
             57 | | A1 | Open | `renew` | `group.parnt = group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                ^~~~~

            """#),
    ]
}
