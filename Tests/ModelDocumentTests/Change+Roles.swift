/// What is said of a document with one thing wrong in it: roles.
extension Change {
    static let roles: [Change] = [
        Change(
            #"## Role: Alice"#,
            #"## Role Alice"#,
            #"""
            m.md:34:4: error: a role is declared by '## Role: Name'
             34 | ## Role Alice
                |    ^~~~~~~~~~

            """#),
        Change(
            #"## Role: Bob"#,
            #"## Role: Alice"#,
            #"""
            m.md:64:10: error: 'Alice' is declared twice
             64 | ## Role: Alice
                |          ^~~~~

            """#),
        Change(
            #"## Role: Bob"#,
            #"## Role: Bob[9]"#,
            #"""
            m.md:64:13: error: a family has 1 to 8 members: '## Role: Name[3]'
             64 | ## Role: Bob[9]
                |             ^~~

            """#),
        Change(
            #"## Role: Bob"#,
            #"## Role: sender"#,
            #"""
            m.md:64:10: error: 'sender' is a word of the model language
             64 | ## Role: sender
                |          ^~~~~~

            """#),
        Change(
            #"| Waiting | no | |"#,
            #"| Open | no | |"#,
            #"""
            m.md:39:3: error: the state 'Open' is declared twice
             39 | | Open | no | |
                |   ^~~~

            """#),
        Change(
            #"| Waiting | no | |"#,
            #"| same | no | |"#,
            #"""
            m.md:39:3: error: 'same' already has a meaning
             39 | | same | no | |
                |   ^~~~

            """#),
        Change(
            #"| Waiting | no | |"#,
            #"| Waiting | No | |"#,
            #"""
            m.md:39:13: error: expected yes or no, found 'No'; did you mean 'no'?
             39 | | Waiting | No | |
                |             ^~

            """#),
        Change(
            #"| Idle | yes | |"#,
            #""#,
            #"""
            m.md:64:4: error: the role has no states
             64 | ## Role: Bob
                |    ^~~~~~~~~

            """#),
        Change(
            #"| `pending` | `Epoch?` |"#,
            #"| `group` | `Epoch?` |"#,
            #"""
            m.md:44:4: error: the variable 'group' is declared twice
             44 | | `group` | `Epoch?` | `none` | |
                |    ^~~~~

            """#),
        Change(
            #"| `pending` | `Epoch?` |"#,
            #"| `pending` | `Epoc?` |"#,
            #"""
            m.md:44:16: error: unknown type 'Epoc'; did you mean 'Epoch'?
             44 | | `pending` | `Epoc?` | `none` | |
                |                ^~~~

            """#),
        Change(
            #"| `pending` | `Epoch?` |"#,
            #"| `pending` | `Epoch??` |"#,
            #"""
            m.md:44:22: error: there is no optional of an optional
             44 | | `pending` | `Epoch??` | `none` | |
                |                      ^

            """#),
        Change(
            #"| `pending` | `Epoch?` |"#,
            #"| `pending` | `Set<Epoch>` |"#,
            #"""
            m.md:44:20: error: an element of a set is of a finite type, not Epoch
             44 | | `pending` | `Set<Epoch>` | `none` | |
                |                    ^~~~~

            """#),
        Change(
            #"| `pending` | `Epoch?` |"#,
            #"| `pending` | `Map<Side, Map<Side, Bool>>` |"#,
            #"""
            m.md:44:20: error: the value of a map is not a map
             44 | | `pending` | `Map<Side, Map<Side, Bool>>` | `none` | |
                |                    ^~~~~

            """#),
        Change(
            #"| `side` | `Side` | `left` |"#,
            #"| `side` | `Side` | |"#,
            #"""
            m.md:45:20: error: the variable has no initial value
             45 | | `side` | `Side` | | |
                |                    ^

            """#),
        Change(
            #"| `side` | `Side` | `left` |"#,
            #"| `side` | `Side` | `lift` |"#,
            #"""
            m.md:45:22: error: unknown name 'lift'; did you mean 'left'?
             45 | | `side` | `Side` | `lift` | |
                |                      ^~~~

            """#),
        Change(
            #"| `count` | `Small` | `0` |"#,
            #"| `count` | `Small` | `4` |"#,
            #"""
            m.md:46:24: error: 4 does not lie in 0..3
             46 | | `count` | `Small` | `4` | |
                |                        ^

            """#),
        Change(
            #"| `pending` | `Epoch?` | `none` |"#,
            #"| `pending` | `Epoch?` | `last` |"#,
            #"""
            m.md:44:27: error: unknown name 'last'
             44 | | `pending` | `Epoch?` | `last` | |
                |                           ^~~~

            """#),
        Change(
            #"| `side` |"#,
            #"| `again` |"#,
            #"""
            m.md:45:4: error: 'again' already has a meaning
             45 | | `again` | `Side` | `left` | |
                |    ^~~~~
            m.md:60:60: error: unknown name 'side'
             60 | | A4 | Open, Waiting | `Update(c)` | `c.parent = group and side = left` | `group := c`; send `Confirm(c.number)` | same | | |
                |                                                            ^~~~

            """#),
        Change(
            #"| receiving | `group` |"#,
            #"| receiving | `grup` |"#,
            #"""
            m.md:52:16: error: unknown variable 'grup'; did you mean 'group'?
             52 | | receiving | `grup` | |
                |                ^~~~

            """#),
        Change(
            #"| receiving | `group` |"#,
            #"| sending | `group` |"#,
            #"""
            m.md:52:3: error: there is one sending key
             52 | | sending | `group` | |
                |   ^~~~~~~

            """#),
        Change(
            #"| receiving | `group` |"#,
            #"| reading | `group` |"#,
            #"""
            m.md:52:3: error: expected sending or receiving, found 'reading'; did you mean 'sending'?
             52 | | reading | `group` | |
                |   ^~~~~~~

            """#),
    ]
}
