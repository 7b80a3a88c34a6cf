import Casework
import Pages
import Store

/// A file that was uploaded to a case.
struct CaseFile: Sendable {
    let name: String
    let bytes: [UInt8]
}

extension CaseDesk {
    /// A file that an answer of the case names; nil for any other, so that a digest from elsewhere opens nothing.
    func file(_ digest: String, of sheet: CaseSheet) async throws -> CaseFile? {
        let (cases, aCase) = (cases, sheet.aCase)
        return try await store.read { reader in
            try cases.file(digest, of: aCase, in: reader).map { CaseFile(name: $0.name, bytes: $0.bytes) }
        }
    }

    /// Stores a file and names it in the answer to a field, both or neither.
    ///
    /// - Throws: ``Casework/CaseRefusal`` for a file that is out of bounds, or that the actor may not upload.
    func upload(_ file: UploadedFile, to field: Field, of number: Int64, revision: Int64?, by actor: CaseActor) async throws {
        _ = try await store.write { try edit(number, [:], [field.id: file], revision: revision, by: actor, in: $0) }
    }

    /// Changes answers, those that are files among them: all or none.
    ///
    /// - Parameter files: by the ids of the fields that they answer.
    /// - Throws: ``Casework/CaseRefusal``.
    func edit(
        _ number: Int64, _ fields: [String: FieldValue?], _ files: [String: UploadedFile], revision: Int64?, by actor: CaseActor,
        in writer: any SQLWriter
    ) throws -> Cases.Change {
        let notices = CaseNotices(cases: cases)
        let before = try notices.waits(of: number, in: writer)
        var fields = fields
        for (field, file) in files.sorted(by: { $0.key < $1.key }) {
            fields[field] = .file(try cases.keepFile(file.bytes, named: file.name, field: field, of: number, by: actor, in: writer))
        }
        let change = try cases.apply(.edit(title: nil, fields), to: number, by: actor, revision: revision, in: writer)
        try notices.record(change, by: actor, waitsBefore: before, in: writer)
        return change
    }
}
