import CProcessFiles
public import Casework

/// The processes that come with Steward, and those that an office adds.
public enum ShippedProcesses {
    /// The text of each file by its name, in the order in which they are offered.
    public static let files: [(name: String, text: String)] = (0..<steward_process_file_count).compactMap { index in
        guard let file = steward_process_file_at(index), let name = file.pointee.name, let bytes = file.pointee.bytes else { return nil }
        return (String(cString: name), String(decoding: UnsafeBufferPointer(start: bytes, count: file.pointee.size), as: UTF8.self))
    }

    /// Reads all of them; a test keeps them without fault.
    ///
    /// - Throws: ``Casework/ProcessFileError``.
    public static func all() throws -> [CaseProcess] { try files.map { try CaseProcess(reading: $0.text) } }
}
