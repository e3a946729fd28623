"""The checks whose deletion no test notices, or whose refusal no test reaches, each with the reason."""

OWN_LEAF = "who is removed gets no next state, so that a group's own leaf is never blank"
DESCENT = "a leaf inside the tree has a secret at or above it until its ratchets exist; outside ones are refused before"

EXPLAINED = {
    "Group/Group+Commit.swift GroupError.noSuchMember(ownLeafIndex)": OWN_LEAF,
    "Group/Group+Propose.swift GroupError.noSuchMember(ownLeafIndex)": OWN_LEAF,
    "Group/Group+Process.swift MessageError.senderNotMember":
        "data from outside is refused with notAllowedFromOutside before, when its signature is verified",
    "KeySchedule/SecretTree.swift RatchetError.noSuchLeaf(leaf) #2": DESCENT,
    "KeySchedule/SecretTree.swift RatchetError.noSuchLeaf(leaf) #3": DESCENT,
    "KeySchedule/SecretTree.swift RatchetError.noSuchLeaf(leaf) #4": DESCENT,
    "Tree/TreeKEMPrivateKeys.swift return false": "no rule but a question, which only the generator of vectors asks",
    "Tree/UpdatePath+TreeKEM.swift return false": "a shortcut: an empty set contains no leaf anyhow",
}
