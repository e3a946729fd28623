/// What is said of a document with one thing wrong in it: typing.
extension Change {
    static let typing: [Change] = [
        Change(
            #"`count < 3`"#,
            #"`group.number + count = group.number`"#,
            #"""
            m.md:57:41: error: an epoch number is changed by a number of at most 16 that is written out
             57 | | A1 | Open | `renew` | `group.number + count = group.number` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | se…
                |                                         ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`group.number + group.number = group.number`"#,
            #"""
            m.md:57:39: error: two epoch numbers cannot be added; compare them
             57 | | A1 | Open | `renew` | `group.number + group.number = group.number` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: onc…
                |                                       ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`group.number = 3`"#,
            #"""
            m.md:57:41: error: a literal is no epoch number; epoch numbers are compared with each other
             57 | | A1 | Open | `renew` | `group.number = 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                         ^

            """#),
        Change(
            #"`count < 3`"#,
            #"`last.answer = yes`"#,
            #"""
            m.md:57:26: error: expected Reply, found Reply?; write 'last!' where it is never none
             57 | | A1 | Open | `renew` | `last.answer = yes` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`last!.anser = yes`"#,
            #"""
            m.md:57:32: error: unknown field 'anser' of Reply; did you mean 'answer'?
             57 | | A1 | Open | `renew` | `last!.anser = yes` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`side! = left`"#,
            #"""
            m.md:57:26: error: Side is not optional; '!' does nothing here
             57 | | A1 | Open | `renew` | `side! = left` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`side = yes`"#,
            #"""
            m.md:57:26: error: Side and Answer cannot be compared
             57 | | A1 | Open | `renew` | `side = yes` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`Side.up = side`"#,
            #"""
            m.md:57:31: error: unknown case 'up' of Side
             57 | | A1 | Open | `renew` | `Side.up = side` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                               ^~

            """#),
        Change(
            #"`count < 3`"#,
            #"`count in count`"#,
            #"""
            m.md:57:35: error: 'in' asks for a set, found 0..3
             57 | | A1 | Open | `renew` | `count in count` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                   ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`group in {group}`"#,
            #"""
            m.md:57:36: error: expected Epoch, found Epoch?; write 'group!' where it is never none
             57 | | A1 | Open | `renew` | `group in {group}` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                    ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`count mod count = 1`"#,
            #"""
            m.md:57:36: error: 'mod' asks for a number from 1 to 256
             57 | | A1 | Open | `renew` | `count mod count = 1` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                    ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`all x in group: true`"#,
            #"""
            m.md:57:35: error: expected a finite type or a set, found Epoch?
             57 | | A1 | Open | `renew` | `all x in group: true` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                   ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`all count in Side: true`"#,
            #"""
            m.md:57:30: error: 'count' is already a variable
             57 | | A1 | Open | `renew` | `all count in Side: true` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                              ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`some x in KeyPackage: true`"#,
            #"""
            m.md:57:36: error: a bound variable is of a finite type, not KeyPackage
             57 | | A1 | Open | `renew` | `some x in KeyPackage: true` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                    ^~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`count[1] = 0`"#,
            #"""
            m.md:57:26: error: only a map has entries, not 0..3
             57 | | A1 | Open | `renew` | `count[1] = 0` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`welcome = group`"#,
            #"""
            m.md:57:26: error: 'welcome' has a meaning only in Initially
             57 | | A1 | Open | `renew` | `welcome = group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`if count then true else false`"#,
            #"""
            m.md:57:29: error: expected Bool, found 0..3
             57 | | A1 | Open | `renew` | `if count then true else false` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section …
                |                             ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`(if true then 1 else group) = 1`"#,
            #"""
            m.md:57:26: error: the branches are of different types: 1 and Epoch?
             57 | | A1 | Open | `renew` | `(if true then 1 else group) = 1` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | sectio…
                |                          ^~~~~~~~~~~~~~~~~~~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`export(group) = group`"#,
            #"""
            m.md:57:33: error: expected Epoch, found Epoch?; write 'group!' where it is never none
             57 | | A1 | Open | `renew` | `export(group) = group` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                 ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`Bob = Alice`"#,
            #"""
            m.md:57:26: error: these are never equal: one is Bob, the other Alice
             57 | | A1 | Open | `renew` | `Bob = Alice` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~~~~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`Reply = last`"#,
            #"""
            m.md:57:26: error: the message 'Reply' is built from 2 values
             57 | | A1 | Open | `renew` | `Reply = last` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                          ^~~~~

            """#),
        Change(
            #"`count < 3`"#,
            #"`x == 3`"#,
            #"""
            m.md:57:28: error: equality is written '='
             57 | | A1 | Open | `renew` | `x == 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                            ^~

            """#),
    ]
}
