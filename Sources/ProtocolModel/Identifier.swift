/// A name that is unique among its kind in a model document, as it is written there.
public typealias Identifier = String
