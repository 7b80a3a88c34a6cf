import Casework
import Cryptography
import Foundation
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
        let isNamed = sheet.aCase.fields.values.contains { if case .file(let file) = $0 { file.digest == digest } else { false } }
        guard isNamed else { return nil }
        let number = sheet.aCase.id
        return try await store.read { reader in
            try reader.first("SELECT name, content FROM case_files WHERE case_id = ? AND digest = ?", [.integer(number), .text(digest)]) { row in
                CaseFile(name: row.text(0), bytes: Data(base64Encoded: row.text(1)).map { Array($0) } ?? [])
            }
        }
    }

    /// Stores a file and names it in the answer to a field, both or neither.
    ///
    /// - Throws: ``Casework/CaseRefusal``, or ``FormRefusal`` for a file that is out of bounds.
    func upload(_ file: UploadedFile, to field: Field, of number: Int64, revision: Int64?, by actor: CaseActor) async throws {
        guard case .file(let limit) = field.kind else { throw FormRefusal(nil, "“\(field.title)” takes no file.") }
        guard !file.bytes.isEmpty else { throw FormRefusal("file", "The file is empty.") }
        guard file.bytes.count <= limit else {
            throw FormRefusal("file", "The file has \(Format.integer(file.bytes.count)) bytes; “\(field.title)” takes at most \(Format.integer(limit)).")
        }
        guard let digest = Digest.sha256(file.bytes).map(Digest.hexadecimal) else { throw FormRefusal(nil, "This machine has no memory for a digest.") }
        let name = Self.safeName(file.name)
        let reference = FileReference(name: name, bytes: file.bytes.count, digest: digest)
        let content = Data(file.bytes).base64EncodedString()
        let (cases, notices) = (cases, CaseNotices(cases: cases))
        try await store.write { writer in
            let before = try notices.waits(of: number, in: writer)
            try writer.execute(
                """
                INSERT INTO case_files (case_id, digest, name, bytes, content) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (case_id, digest) DO UPDATE SET name = excluded.name
                """, [.integer(number), .text(digest), .text(name), .int(file.bytes.count), .text(content)])
            // A case names only files that are kept; when it refuses, the file goes with the transaction.
            let change = try cases.apply(.edit(title: nil, [field.id: .file(reference)]), to: number, by: actor, revision: revision, in: writer)
            try notices.record(change, by: actor, waitsBefore: before, in: writer)
        }
    }

    /// A file's name without folders and without anything that a file system, a header or a reader could take for something else.
    static func safeName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let plain = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: false
            default: !"\"<>:|?*;".unicodeScalars.contains(scalar)
            }
        }
        var trimmed = String(String.UnicodeScalarView(plain)).drop { $0 == "." || $0 == " " }
        while trimmed.utf8.count > 120 { trimmed.removeLast() }
        return trimmed.isEmpty ? "file" : String(trimmed)
    }
}
