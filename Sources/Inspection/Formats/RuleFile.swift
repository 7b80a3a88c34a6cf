/// Files that somebody names on the command line.
public enum RuleFile {
    /// The bytes of a file.
    ///
    /// - Throws: `InspectionError` when it cannot be read, or is larger than any rule file.
    public static func read(_ path: String) throws(InspectionError) -> [UInt8] {
        try WholeFile.read(path, atMost: StructuredValue.mostBytes)
    }
}

extension ResultCache {
    /// A name for a folder that stands for an address.
    public static func folderName(for address: String) -> String { Fingerprint.make([Array(address.utf8)]) }
}
