/// What is said of a document with one thing wrong in it: declarations.
extension Change {
    static let declarations: [Change] = [
        Change(
            #"`left, right`"#,
            #""#,
            #"""
            m.md:14:11: error: a type has values
             14 | | `Side` |  | |
                |           ^

            """#),
        Change(
            #"`left, right`"#,
            #"left, left"#,
            #"""
            m.md:14:18: error: the case 'left' is declared twice
             14 | | `Side` | left, left | |
                |                  ^~~~

            """#),
        Change(
            #"`left, right`"#,
            #"left hand, right"#,
            #"""
            m.md:14:12: error: the name of a case is a single word of letters, digits and '_'
             14 | | `Side` | left hand, right | |
                |            ^~~~~~~~~

            """#),
        Change(
            #"`0..3`"#,
            #"3..0"#,
            #"""
            m.md:15:13: error: the range 3..0 is empty
             15 | | `Small` | 3..0 | |
                |             ^~~~

            """#),
        Change(
            #"`0..3`"#,
            #"0..300"#,
            #"""
            m.md:15:13: error: a range lies within 0..255
             15 | | `Small` | 0..300 | |
                |             ^~~~~~

            """#),
        Change(
            #"`0..3`"#,
            #"0..x"#,
            #"""
            m.md:15:16: error: expected a number, found 'x'
             15 | | `Small` | 0..x | |
                |                ^

            """#),
        Change(
            #"| `Small` |"#,
            #"| `Side` |"#,
            #"""
            m.md:15:4: error: 'Side' is declared twice
             15 | | `Side` | `0..3` | |
                |    ^~~~

            """#),
        Change(
            #"| `Small` |"#,
            #"| `Epoch` |"#,
            #"""
            m.md:15:4: error: 'Epoch' already has a meaning
             15 | | `Epoch` | `0..3` | |
                |    ^~~~~

            """#),
        Change(
            #"| `renew` | optional"#,
            #"| `renew` | optionl"#,
            #"""
            m.md:31:13: error: expected fair or optional, found 'optionl'; did you mean 'optional'?
             31 | | `renew` | optionl | |
                |             ^~~~~~~

            """#),
        Change(
            #"| `send data` | fair"#,
            #"| `renew` | fair"#,
            #"""
            m.md:32:4: error: the event 'renew' is declared twice
             32 | | `renew` | fair | |
                |    ^~~~~

            """#),
        Change(
            #"| `send data` | fair"#,
            #"| `interrupted` | fair"#,
            #"""
            m.md:32:4: error: 'interrupted' already has a meaning
             32 | | `interrupted` | fair | |
                |    ^~~~~~~~~~~

            """#),
        Change(
            #"| `send data` | fair"#,
            #"| `send(x: Epoch)` | fair"#,
            #"""
            m.md:32:12: error: a parameter is of a finite type, not Epoch
             32 | | `send(x: Epoch)` | fair | |
                |            ^~~~~

            """#),
        Change(
            #"| `send data` | fair"#,
            #"| `send(x)` | fair"#,
            #"""
            m.md:32:10: error: expected ':', found ')'
             32 | | `send(x)` | fair | |
                |          ^

            """#),
        Change(
            #"| | `twice` |"#,
            #"| | `once` |"#,
            #"""
            m.md:85:6: error: the option 'once' is declared twice
             85 | | | `once` | | |
                |      ^~~~

            """#),
        Change(
            #"| `again` | `once` | | "It may." |"#,
            #"| `again` | `once` | | |"#,
            #"""
            m.md:84:23: error: the first line of a reading cites the passage in doubt
             84 | | `again` | `once` | | |
                |                       ^

            """#),
        Change(
            #"| fifo | no | no | 2 |"#,
            #"| lifo | no | maybe | 0 |"#,
            #"""
            m.md:91:12: error: expected fifo or any, found 'lifo'; did you mean 'fifo'?
             91 | | stream | lifo | no | maybe | 0 | half-open | `renew <= 3, interruption <= 1` |
                |            ^~~~
            m.md:91:24: error: expected yes or no, found 'maybe'
             91 | | stream | lifo | no | maybe | 0 | half-open | `renew <= 3, interruption <= 1` |
                |                        ^~~~~
            m.md:91:32: error: the capacity is a number from 1 to 64
             91 | | stream | lifo | no | maybe | 0 | half-open | `renew <= 3, interruption <= 1` |
                |                                ^

            """#),
        Change(
            #"renew <= 3"#,
            #"renw <= 3"#,
            #"""
            m.md:91:46: error: unknown event 'renw'; did you mean 'renew'?
             91 | | stream | fifo | no | no | 2 | half-open | `renw <= 3, interruption <= 1` |
                |                                              ^~~~

            """#),
        Change(
            #"renew <= 3"#,
            #"renew < 3"#,
            #"""
            m.md:91:46: error: a bound is written 'update <= 3', with a number of at most 255
             91 | | stream | fifo | no | no | 2 | half-open | `renew < 3, interruption <= 1` |
                |                                              ^~~~~~~~~

            """#),
        Change(
            #"| datagram | any"#,
            #"| stream | any"#,
            #"""
            m.md:92:3: error: the profile 'stream' is declared twice
             92 | | stream | any | yes | yes | 1 | no | |
                |   ^~~~~~

            """#),
    ]
}
