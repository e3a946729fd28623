/// What is said of a document with one thing wrong in it: properties.
extension Change {
    static let properties: [Change] = [
        Change(
            #"| agreement | agreement |"#,
            #"| agreement | agreemnt |"#,
            #"""
            m.md:104:15: error: expected agreement, settled agreement, history agreement, drift, fresh keys, specified, decryptable, recoverable, live, leads to, invariant, never or reachable, found 'agreemnt'; did you mean 'agreement'?
             104 | | agreement | agreemnt | `group` | holds | - |
                 |               ^~~~~~~~

            """#),
        Change(
            #"| agreement | agreement | `group` |"#,
            #"| agreement | agreement | `grup` |"#,
            #"""
            m.md:104:28: error: unknown variable 'grup'; did you mean 'group'?
             104 | | agreement | agreement | `grup` | holds | - |
                 |                            ^~~~

            """#),
        Change(
            #"| agreement | agreement | `group` |"#,
            #"| agreement | agreement | `side` |"#,
            #"""
            m.md:104:28: error: 'side' is not an epoch in every role that has it
             104 | | agreement | agreement | `side` | holds | - |
                 |                            ^~~~

            """#),
        Change(
            #"`group <= 1`"#,
            #"`group < 1`"#,
            #"""
            m.md:105:19: error: a drift is written 'group <= 1'
             105 | | near | drift | `group < 1` | | fails in some readings |
                 |                   ^~~~~~~~~

            """#),
        Change(
            #"| answered |"#,
            #"| calm |"#,
            #"""
            m.md:108:3: error: the property 'calm' is declared twice
             108 | | calm | reachable | `quiet and not inFlight(Update)` | holds | holds |
                 |   ^~~~
            m.md:107:3: note: the first is here
             107 | | calm | leads to | `Alice is Waiting leads to Alice is (Open, Waiting)` | holds | holds |
                 |   ^~~~

            """#),
        Change(
            #"| Statement | stream | datagram |"#,
            #"| Statement | stream | datagrm |"#,
            #"""
            m.md:102:42: error: unknown profile 'datagrm'; did you mean 'datagram'?
             102 | | Property | Kind | Statement | stream | datagrm |
                 |                                          ^~~~~~~

            """#),
        Change(
            #"| `settled and inStep` |"#,
            #"| `settled and inStp` |"#,
            #"""
            m.md:106:49: error: unknown name 'inStp'; did you mean 'inStep'?
             106 | | Alice's way back | recoverable | `settled and inStp` | stuck when Alice.again = once or Alice.again != once; fails | waiting |
                 |                                                 ^~~~~

            """#),
        Change(
            #"| `settled and inStep` |"#,
            #"| `Alice is Opn` |"#,
            #"""
            m.md:106:46: error: unknown state 'Opn' of Alice; did you mean 'Open'?
             106 | | Alice's way back | recoverable | `Alice is Opn` | stuck when Alice.again = once or Alice.again != once; fails | waiting |
                 |                                              ^~~

            """#),
        Change(
            #"| `settled and inStep` |"#,
            #"| `Alice.grp = none` |"#,
            #"""
            m.md:106:43: error: unknown variable 'grp' of Alice
             106 | | Alice's way back | recoverable | `Alice.grp = none` | stuck when Alice.again = once or Alice.again != once; fails | waiting |
                 |                                           ^~~

            """#),
        Change(
            #"| `settled and inStep` |"#,
            #"| |"#,
            #"""
            m.md:106:35: error: a condition is missing
             106 | | Alice's way back | recoverable | | stuck when Alice.again = once or Alice.again != once; fails | waiting |
                 |                                   ^

            """#),
        Change(
            #"leads to Alice is"#,
            #"leading to Alice is"#,
            #"""
            m.md:107:63: error: expected 'leads', found '('
             107 | | answered | leads to | `Alice is Waiting leading to Alice is (Open, Waiting)` | holds | holds |
                 |                                                               ^

            """#),
        Change(
            #"inFlight(Update)"#,
            #"inFlight(Updat)"#,
            #"""
            m.md:108:46: error: unknown message 'Updat'; did you mean 'Update'?
             108 | | calm | reachable | `quiet and not inFlight(Updat)` | holds | holds |
                 |                                              ^~~~~

            """#),
        Change(
            #"stuck when"#,
            #"stack when"#,
            #"""
            m.md:106:59: error: expected holds, fails, stuck, waiting or starved, found 'stack'; did you mean 'stuck'?
             106 | | Alice's way back | recoverable | `settled and inStep` | stack when Alice.again = once or Alice.again != once; fails | waiting |
                 |                                                           ^~~~~

            """#),
        Change(
            #"| holds | - |"#,
            #"| stuck | - |"#,
            #"""
            m.md:104:37: error: 'stuck' is for recoverable, live and leads to
             104 | | agreement | agreement | `group` | stuck | - |
                 |                                     ^~~~~

            """#),
        Change(
            #"Alice.again = once"#,
            #"Alic.again = once"#,
            #"""
            m.md:106:70: error: unknown role 'Alic'; did you mean 'Alice'?
             106 | | Alice's way back | recoverable | `settled and inStep` | stuck when Alic.again = once or Alice.again != once; fails | waiting |
                 |                                                                      ^~~~

            """#),
        Change(
            #"Alice.again = once"#,
            #"Alice.agin = once"#,
            #"""
            m.md:106:76: error: unknown reading 'agin'; did you mean 'again'?
             106 | | Alice's way back | recoverable | `settled and inStep` | stuck when Alice.agin = once or Alice.again != once; fails | waiting |
                 |                                                                            ^~~~

            """#),
        Change(
            #"Alice.again = once"#,
            #"Alice.again = one"#,
            #"""
            m.md:106:84: error: unknown option 'one' of 'again'; did you mean 'once'?
             106 | | Alice's way back | recoverable | `settled and inStep` | stuck when Alice.again = one or Alice.again != once; fails | waiting |
                 |                                                                                    ^~~

            """#),
        Change(
            #"Alice.again = once"#,
            #"again = once"#,
            #"""
            m.md:106:70: error: expected the reading of a role, 'Role.reading = option'
             106 | | Alice's way back | recoverable | `settled and inStep` | stuck when again = once or Alice.again != once; fails | waiting |
                 |                                                                      ^~~~~

            """#),
        Change(
            #"| `inStep` | `Alice.group = Bob.group` |"#,
            #"| `inStep` | `Alice.group = Bob.groop` |"#,
            #"""
            m.md:98:33: error: unknown variable 'groop' of Bob; did you mean 'group'?
             98 | | `inStep` | `Alice.group = Bob.groop` | |
                |                                 ^~~~~

            """#),
        Change(
            #"| `inStep` | `Alice.group = Bob.group` |"#,
            #"| `in step` | `Alice.group = Bob.group` |"#,
            #"""
            m.md:98:4: error: the name of a definition is a single word of letters, digits and '_'
             98 | | `in step` | `Alice.group = Bob.group` | |
                |    ^~~~~~~

            """#),
        Change(
            #"| `inStep` | `Alice.group = Bob.group` |"#,
            #"| `inStep` | `self = Bob` |"#,
            #"""
            m.md:98:15: error: 'self' has a meaning only in rows and Initially
             98 | | `inStep` | `self = Bob` | |
                |               ^~~~

            """#),
        Change(
            #"| A1, rows A2"#,
            #"| A11, rows A2"#,
            #"""
            m.md:114:18: error: unknown row, reading or property 'A11'; did you mean 'A1'?
             114 | | "Alice may." | A11, rows A2, A3, `again` |
                 |                  ^~~
            note: names are separated by commas; for what is not modelled write 'left out: reason'

            """#),
        Change(
            #"left out: he never does, as a rule"#,
            #"left out"#,
            #"""
            m.md:116:19: error: say why: 'left out: reason'
             116 | | "Bob sleeps." | left out |
                 |                   ^~~~~~~~

            """#),
        Change(
            #"left out: he never does, as a rule"#,
            #""#,
            #"""
            m.md:116:18: error: say what covers the passage, or 'left out: reason'
             116 | | "Bob sleeps." |  |
                 |                  ^

            """#),
    ]
}
