import Federation
import MLS

// Both modules have these: here they are the draft's.
typealias CipherSuite = Federation.CipherSuite
typealias ProtocolVersion = Federation.ProtocolVersion
