/// Why a source could not be read, said for the person who named it. A collector turns it into a problem of its
/// summary; every other error, such as one of the store, ends the run.
public protocol SourceFailure: Error, CustomStringConvertible {}

extension JSONFailure: SourceFailure {}
extension GitFailure: SourceFailure {}
