/// What is said of a document with one thing wrong in it: wire.
extension Change {
    static let wire: [Change] = [
        Change(
            #"``` tls"#,
            #"```"#,
            #"""
            m.md:19:1: error: the messages stand in a code block marked 'tls'
             19 | ```
                | ^~~

            """#),
        Change(
            #"} Update; // a commit"#,
            #"} Update // a commit"#,
            #"""
            m.md:21:1: error: expected ';', found 'struct'
             21 | struct { EpochNumber epoch; } Confirm;
                | ^~~~~~

            """#),
        Change(
            #"struct { EpochNumber epoch; } Confirm;"#,
            #"struct { EpochNumber epoch; } Confirm; /* open"#,
            #"""
            m.md:21:40: error: this comment is not closed
             21 | struct { EpochNumber epoch; } Confirm; /* open
                |                                        ^~

            """#),
        Change(
            #"uint8 padding"#,
            #"uint9 padding"#,
            #"""
            m.md:24:56: error: unknown type on the wire 'uint9'; did you mean 'uint8'?
             24 | struct { Answer answer; optional<Commit> commit; uint9 padding; } Reply;
                |                                                        ^~~~~~~

            """#),
        Change(
            #"opaque data<V>"#,
            #"opaque data"#,
            #"""
            m.md:22:17: error: opaque is a vector: write 'opaque name<V>' or 'opaque name[n]'
             22 | struct { opaque data; } Data;
                |                 ^~~~

            """#),
        Change(
            #"opaque data<V>"#,
            #"opaque data<0..255>"#,
            #"""
            m.md:22:22: error: a vector of variable length is written '<V>'
             22 | struct { opaque data<0..255>; } Data;
                |                      ^

            """#),
        Change(
            #"opaque data<V>"#,
            #"Commit data<V>"#,
            #"""
            m.md:22:17: error: the model has no meaning for a vector of this type
             22 | struct { Commit data<V>; } Data;
                |                 ^~~~

            """#),
        Change(
            #"opaque data<V>"#,
            #"Side data"#,
            #"""
            m.md:22:15: error: unknown type on the wire 'Side'
             22 | struct { Side data; } Data;
                |               ^~~~

            """#),
        Change(
            #"opaque data<V>"#,
            #"Data data"#,
            #"""
            m.md:22:23: error: the struct 'Data' contains itself
             22 | struct { Data data; } Data;
                |                       ^~~~

            """#),
        Change(
            #"} Data;"#,
            #"} Confirm;"#,
            #"""
            m.md:22:28: error: 'Confirm' is declared twice
             22 | struct { opaque data<V>; } Confirm;
                |                            ^~~~~~~

            """#),
        Change(
            #"} Data;"#,
            #"} Epoch;"#,
            #"""
            m.md:22:28: error: 'Epoch' already has a meaning
             22 | struct { opaque data<V>; } Epoch;
                |                            ^~~~~

            """#),
        Change(
            #"yes(1)"#,
            #"yes(0)"#,
            #"""
            m.md:23:15: error: a second case has the code 0
             23 | enum { no(0), yes(0), (255) } Answer;
                |               ^~~

            """#),
        Change(
            #"yes(1)"#,
            #"no(1)"#,
            #"""
            m.md:23:15: error: the case 'no' is declared twice
             23 | enum { no(0), no(1), (255) } Answer;
                |               ^~

            """#),
        Change(
            #"opaque data<V>"#,
            #"select (x)"#,
            #"""
            m.md:22:10: error: 'select' is not supported
             22 | struct { select (x); } Data;
                |          ^~~~~~

            """#),
        Change(
            #"EpochNumber epoch; }"#,
            #"EpochNumber epoch; Commit epoch; }"#,
            #"""
            m.md:21:36: error: the field 'epoch' is declared twice
             21 | struct { EpochNumber epoch; Commit epoch; } Confirm;
                |                                    ^~~~~

            """#),
        Change(
            #"struct { opaque"#,
            #"union { opaque"#,
            #"""
            m.md:22:1: error: expected 'struct' or 'enum', found 'union'
             22 | union { opaque data<V>; } Data;
                | ^~~~~

            """#),
    ]
}
