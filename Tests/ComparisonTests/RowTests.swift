@testable import Comparison
import ProtocolModel
import Testing

/// What the comparison of tables says of documents in which something was changed on purpose.
struct RowTests {
    private func compare(_ old: ProtocolModel, _ new: ProtocolModel) throws -> RowComparison {
        RowComparison(try Correspondence(old, new))
    }

    @Test(arguments: Documents.names)
    func aDocumentIsAsItIs(_ name: String) throws {
        let model = try Documents.model(name)
        let correspondence = try Correspondence(model, model)
        #expect(RowComparison(correspondence).changes.isEmpty)
        #expect(RowComparison(correspondence).unchanged == model.roles.map(\.rows.count).reduce(0, +))
        #expect(DeclarationComparison(correspondence).changes.isEmpty)
        #expect(correspondence.renames.isEmpty)
        #expect(correspondence.hasSameTables)
    }

    /// Every row gets another name: those of the next row, so that names alone would mislead.
    @Test(arguments: Documents.names)
    func renamedRowsAreRecognised(_ name: String) throws {
        let old = try Documents.model(name)
        var new = old
        var renamed = 0
        for role in new.roles.indices {
            let names = old.roles[role].rows.map(\.name)
            for row in names.indices {
                new.roles[role].rows[row].name = names[(row + 1) % names.count]
                renamed += 1
            }
        }
        let found = try compare(old, new)
        #expect(found.changes.count == renamed)
        for change in found.changes {
            #expect(change.kind == .renamed, "\(change)")
            #expect(change.old?.row == change.new?.row, "\(change)")
        }
        let correspondence = try Correspondence(old, new)
        #expect(correspondence.hasSameTables)
    }

    /// The rows of each role in the opposite order: they mean what they meant.
    @Test(arguments: Documents.names)
    func movedRowsAreTheSame(_ name: String) throws {
        let old = try Documents.model(name)
        var new = old
        for role in new.roles.indices { new.roles[role].rows.reverse() }
        let found = try compare(old, new)
        for change in found.changes { #expect(change.kind == .moved, "\(change)") }
        // One row of each role stays where it is.
        #expect(found.unchanged == old.roles.count)
        let correspondence = try Correspondence(old, new)
        #expect(correspondence.hasSameTables)
    }

    /// All states, variables and messages of other names, without a word in common: given, they are the same.
    @Test func givenNamesAreTaken() throws {
        let text = try Documents.text("two-party-profile-repaired")
        let old = try Documents.parse(text)
        var new = old
        var given: [(old: String, new: String)] = []
        for index in new.messages.indices {
            given.append((old.messages[index].name, "Xyz\(index)"))
            new.messages[index].name = "Xyz\(index)"
        }
        let correspondence = try Correspondence(old, new, given: given)
        #expect(correspondence.hasSameTables)
        #expect(correspondence.renames.count == old.messages.count)
        #expect(correspondence.renames.count(where: { $0.isGiven }) == correspondence.renames.count)
        #expect(throws: CorrespondenceError(old: "Nothing", new: "Xyz0")) { try Correspondence(old, new, given: [("Nothing", "Xyz0")]) }
    }

    /// Each row in turn is taken out, and each guard: exactly that is told.
    @Test func whatWasChangedIsTold() throws {
        let old = try Documents.model("mls-tls-repaired")
        for role in old.roles.indices {
            for row in old.roles[role].rows.indices {
                let place = RowChange.Place(role: role, row: row)
                var without = old
                without.roles[role].rows.remove(at: row)
                let removed = try compare(old, without).changes
                #expect(removed == [RowChange(kind: .removed, role: old.roles[role].name, old: place, new: nil)])
                let added = try compare(without, old).changes
                #expect(added == [RowChange(kind: .added, role: old.roles[role].name, old: nil, new: place)])
                guard case .when = old.roles[role].rows[row].guards else { continue }
                var open = old
                open.roles[role].rows[row].guards = .always
                let altered = try compare(old, open).changes
                #expect(altered == [RowChange(kind: .altered([.guards]), role: old.roles[role].name, old: place, new: place)])
            }
        }
    }

    /// What the February 2026 rewrite calls by other names.
    @Test func namesOfTheRewriteAreRecognised() throws {
        let correspondence = try Correspondence(try Documents.model("mls-tls"), try Documents.model("mls-tls-2026-02"))
        let found = Set(correspondence.renames.map { "\($0.role ?? "-") \($0.old) -> \($0.new)" })
        #expect(found.contains("- Resumption -> ResumptionRequest"))
        #expect(found.contains("Initiator Default -> Open"))
        #expect(found.contains("Initiator Waiting for confirmation -> Waiting"))
        #expect(found.contains("Responder Default -> Open"))
        #expect(found.contains("Initiator offered -> offer"))
    }
}
