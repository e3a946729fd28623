/// What is said of a document with one thing wrong in it: markdown.
extension Change {
    static let markdown: [Change] = [
        Change(
            #"## Properties"#,
            #"## Propertys"#,
            #"""
            m.md:100:4: warning: this heading is for people only; did you mean 'Properties'?
             100 | ## Propertys
                 |    ^~~~~~~~~
            m.md:102:3: warning: this table is not read: the heading above it is for people only
             102 | | Property | Kind | Statement | stream | datagram |
                 |   ^~~~~~~~
            m.md:115:42: error: unknown row, reading or property 'property near'
             115 | | "And so on." | A4, A5, A6, B1, B2, B3, property near |
                 |                                          ^~~~~~~~~~~~~
            note: names are separated by commas; for what is not modelled write 'left out: reason'

            """#),
        Change(
            #"## Role: Bob"#,
            #"## role: Bob"#,
            #"""
            m.md:57:68: error: there are several other parties: write to whom, 'send .. to p'
             57 | | A1 | Open | `renew` | `count < 3` | `pending := commit(group!)`; send `Update(pending!)` in the clear | Waiting | `again: once` | section 1 |
                |                                                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
            m.md:64:4: warning: this heading is for people only; did you mean 'Role: Bob'?
             64 | ## role: Bob
                |    ^~~~~~~~~
            m.md:70:3: warning: this table is not read: the heading above it is for people only
             70 | | Variable | Type | Initially | Meaning |
                |   ^~~~~~~~
            m.md:74:3: warning: this table is not read: the heading above it is for people only
             74 | | Row | State | On | When | Do | Next | Source |
                |   ^~~
            m.md:98:29: error: unknown name 'Bob'
             98 | | `inStep` | `Alice.group = Bob.group` | |
                |                             ^~~
            m.md:115:30: error: unknown row, reading or property 'B1'; did you mean 'A1'?
             115 | | "And so on." | A4, A5, A6, B1, B2, B3, property near |
                 |                              ^~
            note: names are separated by commas; for what is not modelled write 'left out: reason'
            m.md:115:34: error: unknown row, reading or property 'B2'; did you mean 'A2'?
             115 | | "And so on." | A4, A5, A6, B1, B2, B3, property near |
                 |                                  ^~
            note: names are separated by commas; for what is not modelled write 'left out: reason'
            m.md:115:38: error: unknown row, reading or property 'B3'; did you mean 'A3'?
             115 | | "And so on." | A4, A5, A6, B1, B2, B3, property near |
                 |                                      ^~
            note: names are separated by commas; for what is not modelled write 'left out: reason'

            """#),
        Change(
            #"## Network"#,
            #"## Readings"#,
            #"""
            m.md:1:1: error: the document has no section 'Network'
             1 | ---
               | ^~~
            m.md:87:4: error: a second section 'Readings'
             87 | ## Readings
                |    ^~~~~~~~
            m.md:80:4: note: the first is here
             80 | ## Readings
                |    ^~~~~~~~
            m.md:89:3: error: expected the column 'Reading', found 'Profile'
             89 | | Profile | Order | Loss | Duplication | Capacity | Interruption | Bounds |
                |   ^~~~~~~
            note: the columns are Reading, Option, Meaning, Passage

            """#),
        Change(
            #"|------|--------|---------|\#n| `Side`"#,
            #"| `Side`"#,
            #"""
            m.md:12:1: error: this looks like a table and is none; the line under its header has a cell of hyphens for each column
             12 | | Type | Values | Meaning |
                | ^~~~~~~~~~~~~~~~~~~~~~~~~~~

            """#),
        Change(
            #"| Type | Values | Meaning |"#,
            #"| Type | Value | Meaning |"#,
            #"""
            m.md:12:10: error: expected the column 'Values', found 'Value'
             12 | | Type | Value | Meaning |
                |          ^~~~~
            note: the columns are Type, Values, Meaning

            """#),
        Change(
            #"| `Side` | `left, right` | |"#,
            #"| `Side` | `left, right` | | |"#,
            #"""
            m.md:14:29: error: the row has 4 cells, the header 3
             14 | | `Side` | `left, right` | | |
                |                             ^
            note: a bar within a cell is written '\|'

            """#),
        Change(
            #"| `Side` | `left, right` | |"#,
            #"| `Side` | `left, right` |"#,
            #"""
            m.md:14:1: error: the row has 2 cells, the header 3
             14 | | `Side` | `left, right` |
                | ^~~~~~~~~~~~~~~~~~~~~~~~~~
            note: an empty cell needs its bars, too

            """#),
        Change(
            #"| Event | Fairness | Meaning |\#n|-------|----------|---------|"#,
            #"| Event | Fairness | Meaning | More |\#n|-------|----------|---------|---|"#,
            #"""
            m.md:29:32: error: unexpected column 'More'
             29 | | Event | Fairness | Meaning | More |
                |                                ^~~~
            note: the columns are Event, Fairness, Meaning

            """#),
        Change(
            #"## Passages\#n\#n| Passage"#,
            #"## Other\#n\#n| Property | Kind | Statement | Expected |\#n|--|--|--|--|\#n\#n## Passages\#n\#n> | a |\#n> |---|\#n\#n| Passage"#,
            #"""
            m.md:112:3: warning: this table is not read: the heading above it is for people only
             112 | | Property | Kind | Statement | Expected |
                 |   ^~~~~~~~
            m.md:117:1: error: a table within a list or a quotation is not read
             117 | > | a |
                 | ^~~~~~~

            """#),
        Change(
            #"## Role: Bob\#n\#n| State"#,
            #"## Role: Bob\#n\#n| Stat"#,
            #"""
            m.md:64:4: error: the role has no states
             64 | ## Role: Bob
                |    ^~~~~~~~~
            m.md:66:3: error: a table of a role begins with the column State, Variable, Direction or Row
             66 | | Stat | Settled | Meaning |
                |   ^~~~

            """#),
        Change(
            #"## Network\#n"#,
            #"## Nothing at all\#n"#,
            #"""
            m.md:1:1: error: the document has no section 'Network'
             1 | ---
               | ^~~

            """#),
    ]
}
