import MLS
import RatchetTrees

// Both modules have these: here they are the draft's.
typealias CipherSuite = RatchetTrees.CipherSuite
typealias RatchetTree = RatchetTrees.RatchetTree
