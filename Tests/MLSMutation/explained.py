"""The checks whose deletion no test can notice, each with the reason."""

EXPLAINED = {
    "Tree/UpdatePath+TreeKEM.swift return false": "a shortcut: an empty set contains no leaf anyhow",
}
