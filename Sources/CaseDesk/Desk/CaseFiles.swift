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
        let (cases, notices) = (cases, CaseNotices(cases: cases))
        try await store.write { writer in
            let before = try notices.waits(of: number, in: writer)
            let kept = try cases.keepFile(file.bytes, named: file.name, field: field.id, of: number, by: actor, in: writer)
            let change = try cases.apply(.edit(title: nil, [field.id: .file(kept)]), to: number, by: actor, revision: revision, in: writer)
            try notices.record(change, by: actor, waitsBefore: before, in: writer)
        }
    }
}
