import Audit
import Cryptography
import Foundation
public import Store

extension Cases {
    /// The most files of one case, and the most bytes of them together.
    public static let mostFiles = 50
    public static let mostFileBytes = 50 << 20

    /// Keeps a file for a field of a case, for whoever may edit it. The field is filled by
    /// ``CaseAction/edit(title:_:)`` with what is returned.
    ///
    /// - Parameter name: as the uploader's machine calls it; folders and control characters are dropped.
    /// - Throws: ``CaseRefusal`` for a file that is empty, larger than the field takes, or one too many.
    public func keepFile(
        _ bytes: [UInt8], named name: String, field: String, of id: Int64, by actor: CaseActor
    ) async throws -> FileReference {
        try await store.write { try keepFile(bytes, named: name, field: field, of: id, by: actor, in: $0) }
    }

    /// The same within the caller's transaction, for who fills the field in it too.
    public func keepFile(
        _ bytes: [UInt8], named name: String, field: String, of id: Int64, by actor: CaseActor, in writer: any SQLWriter
    ) throws -> FileReference {
        let aCase = try writer.requiredCase(id)
        let engine = try engine(for: aCase, in: writer)
        guard let definition = engine.process.field(field), case .file(let limit) = definition.kind else {
            throw CaseRefusal(.unknown, "There is no field for a file called “\(field)”.")
        }
        guard engine.editableFields(in: aCase, for: actor).contains(where: { $0.id == field }) else {
            throw CaseRefusal(.forbidden, "You may not change “\(definition.title)” of this case now.")
        }
        guard !bytes.isEmpty else { throw CaseRefusal(.invalid, "The file is empty.") }
        let largest = min(limit, FileReference.largest)
        guard bytes.count <= largest else {
            throw CaseRefusal(.invalid, "The file has \(bytes.count) bytes; “\(definition.title)” takes at most \(largest).")
        }
        guard let digest = Digest.sha256(bytes).map(Digest.hexadecimal) else {
            throw CaseRefusal(.notNow, "The file cannot be stored now.")
        }
        let reference = FileReference(name: Self.fileName(name), bytes: bytes.count, digest: digest)
        if try isKept(reference, of: id, in: writer) { return reference }
        let (count, total) =
            try writer.first("SELECT COUNT(*), CAST(SUM(bytes) AS BIGINT) FROM case_files WHERE case_id = ?", [.integer(id)]) {
                ($0.int(0), $0.int(1))
            } ?? (0, 0)
        guard count < Self.mostFiles, total + bytes.count <= Self.mostFileBytes else {
            throw CaseRefusal(.invalid, "A case keeps at most \(Self.mostFiles) files with \(Self.mostFileBytes >> 20) MiB together.")
        }
        try writer.execute(
            "INSERT INTO case_files (case_id, digest, name, bytes, content) VALUES (?, ?, ?, ?, ?)",
            [.integer(id), .text(digest), .text(reference.name), .int(bytes.count), .text(Data(bytes).base64EncodedString())])
        try AuditLog.append(
            AuditEntry(at: clock(), actor: actor.id, action: "case.file", subject: "case:\(id)", after: try CaseText.json(reference)),
            in: writer)
        return reference
    }

    private func isKept(_ file: FileReference, of id: Int64, in reader: any SQLReader) throws -> Bool {
        try reader.integer(
            "SELECT COUNT(*) FROM case_files WHERE case_id = ? AND digest = ? AND bytes = ?",
            [.integer(id), .text(file.digest), .int(file.bytes)]) == 1
    }

    /// The content of a file that a field of the case holds; nil for any other. Whoever asks must be allowed to see the case.
    public func file(_ digest: String, of aCase: Case, in reader: any SQLReader) throws -> (name: String, bytes: [UInt8])? {
        let isHeld = aCase.fields.values.contains { if case .file(let file) = $0 { file.digest == digest } else { false } }
        guard isHeld else { return nil }
        return try reader.first(
            "SELECT name, content FROM case_files WHERE case_id = ? AND digest = ?", [.integer(aCase.id), .text(digest)]
        ) { row in Data(base64Encoded: row.text(1)).map { (row.text(0), Array($0)) } } ?? nil
    }

    /// Refuses a field that names a file which was not kept for this case.
    func mustHaveFiles(_ values: some Sequence<FieldValue?>, of id: Int64?, in reader: any SQLReader) throws {
        for case .file(let file)? in values {
            let isThere = try id.map { try isKept(file, of: $0, in: reader) } ?? false
            guard isThere else { throw CaseRefusal(.invalid, "The file “\(file.name.prefix(100))” was not uploaded to this case.") }
        }
    }

    private static func fileName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        // Control characters, and those that turn the direction of writing round.
        let dropped: [ClosedRange<UInt32>] = [0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069]
        let kept = last.unicodeScalars.filter { scalar in !dropped.contains { $0.contains(scalar.value) } }
        var short = ""
        for character in String(String.UnicodeScalarView(kept)) where short.utf8.count + character.utf8.count <= 150 {
            short.append(character)
        }
        return short.isEmpty || short.allSatisfy({ $0 == "." || $0 == " " }) ? "file" : short
    }
}
