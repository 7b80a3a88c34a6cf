import Inspection

/// What reading a file about a project is in every format: its text becomes a document, rules check the document, and its sound fields are
/// taken.
extension FileReading {
    /// Reads a file that is one record of keys and values.
    ///
    /// - Parameters:
    ///   - fault: what is said of a file that is something else.
    ///   - read: is given the document.
    static func ofRecord(_ bytes: [UInt8], name: String, orSay fault: String, read: (PlacedValue) -> FileReading) -> FileReading {
        do throws(InspectionError) {
            let document = try PlacedValue(bytes, name: name)
            guard case .object = document.content else { throw InspectionError(name, fault) }
            return read(document)
        } catch {
            return FileReading(problems: [FieldProblem(name, field: "", error.detail)], isUnreadable: true)
        }
    }

    /// Checks a document and takes its sound fields.
    ///
    /// - Parameters:
    ///   - more: checks what rules cannot say.
    ///   - take: takes the fields.
    static func of(
        _ document: PlacedValue, name: String, rules: DocumentRule, more: (inout DocumentCheck) -> Void = { _ in },
        take: (inout FieldCollection) -> Void
    ) -> FileReading {
        var check = DocumentCheck(name)
        check.check(document, rules, at: "")
        more(&check)
        var fields = FieldCollection(document, check)
        take(&fields)
        return fields.reading
    }
}
