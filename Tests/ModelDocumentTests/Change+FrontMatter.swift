/// What is said of a document with one thing wrong in it: frontmatter.
extension Change {
    static let frontMatter: [Change] = [
        Change(
            #"---\#ntitle: A small protocol\#n"#,
            #"title: A small protocol\#n"#,
            #"""
            m.md:1:1: error: a model begins with front matter: YAML between two lines of '---'
             1 | title: A small protocol
               | ^

            """#),
        Change(
            #"variant: as written\#n---\#n"#,
            #"variant: as written\#n"#,
            #"""
            m.md:1:1: error: the front matter is not closed by a line of '---'
             1 | ---
               | ^~~

            """#),
        Change(
            #"title: A small protocol\#n"#,
            #""#,
            #"""
            m.md:1:1: error: the front matter lacks 'title'
             1 | ---
               | ^~~

            """#),
        Change(
            #"variant: as written"#,
            #"variant: written"#,
            #"""
            m.md:5:1: error: 'variant' is 'as written' or 'repaired'
             5 | variant: written
               | ^~~~~~~~~~~~~~~~

            """#),
        Change(
            #"variant: as written"#,
            #"variant: [as written"#,
            #"""
            m.md:6:1: error: the front matter is not YAML: did not find expected ',' or ']'
             6 | ---
               | ^~~

            """#),
        Change(
            #"variant: as written"#,
            #"variant: as written\#nvariant: repaired"#,
            #"""
            m.md:1:1: error: the front matter has a key twice: variant
             1 | ---
               | ^~~

            """#),
        Change(
            #"variant: as written"#,
            #"variant: as written\#nauthor: me"#,
            #"""
            m.md:6:1: error: unknown key 'author'
             6 | author: me
               | ^~~~~~~~~~

            """#),
        Change(
            #"variant: as written"#,
            #"variant: as written\#ncryptography: RFC 9421"#,
            #"""
            m.md:6:1: error: 'cryptography' is one of 'RFC 9420', 'draft-barnes-mls-protocol', 'draft-omara-mls-federation'
             6 | cryptography: RFC 9421
               | ^~~~~~~~~~~~~~~~~~~~~~

            """#),
        Change(
            #"draft: draft-example-small"#,
            #"draft:"#,
            #"""
            m.md:1:1: error: the front matter lacks 'draft'
             1 | ---
               | ^~~
            m.md:3:1: error: 'draft' is a text
             3 | draft:
               | ^~~~~~

            """#),
    ]
}
