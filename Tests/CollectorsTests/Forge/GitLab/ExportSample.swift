import Foundation

/// A project export with invented people: ada (1) and bo (2) are members, 3 and 4 are not.
enum ExportSample {
    static let members = [
        #"{"id": 21, "user_id": 1, "access_level": 40, "user": {"id": 1, "username": "ada", "public_email": "ada@example.org"}}"#,
        #"{"id": 22, "user_id": 2, "access_level": 30, "user": {"id": 2, "username": "bo", "public_email": ""}}"#,
        #"{"id": 23, "user_id": null, "invite_email": "cy@example.org", "user": null}"#,
    ]

    static func note(_ id: Int, _ text: String, by author: Int, _ name: String, at time: String, system: Bool = false, _ more: String = "")
        -> String
    {
        #"{"id": \#(id), "note": "\#(text)", "author_id": \#(author), "author": {"name": "\#(name)"}, "created_at": "\#(time)", "system": \#(system), "type": null, "confidential": null\#(more)}"#
    }

    /// Merged, of somebody who is no member, with an approval that only a note tells.
    static let merged = """
        {"id": 71, "iid": 7, "target_project_id": 5, "source_project_id": 6, "author_id": 3, "title": "Count once", \
        "state": "merged", "created_at": "2026-03-02T10:00:00.000Z", "updated_at": "2026-03-05T10:00:00.000Z", \
        "target_branch": "main", "merge_user_id": 1, "description": null, \
        "metrics": {"merged_at": "2026-03-05T09:00:00.000Z", "merged_by_id": 1, "latest_closed_at": null}, \
        "label_links": [{"label": {"title": "Community contribution"}}, {"label": null}], \
        "milestone": {"title": "17.2"}, "merge_request_diff": {"real_size": "4"}, \
        "merge_request_reviewers": [{"user_id": 2, "created_at": "2026-03-03T09:00:00.000Z", "state": "approved"}], \
        "resource_label_events": [{"action": "add", "user_id": 1, "created_at": "2026-03-02T11:00:00.000Z", "label": {"title": "Community contribution"}}], \
        "resource_state_events": [{"user_id": 1, "created_at": "2026-03-05T09:00:00.000Z", "state": "merged"}], \
        "notes": [\
        \(note(101, "requested review from @bo", by: 1, "Ada Example", at: "2026-03-03T09:00:00.000Z", system: true)), \
        \(note(102, "Why so?", by: 2, "Bo Sample", at: "2026-03-03T10:00:00.000Z", #", "type": "DiffNote", "line_code": "x_1_1""#)), \
        \(note(103, "So", by: 3, "Sam Same", at: "2026-03-04T10:00:00.000Z")), \
        \(note(104, "Me too", by: 4, "Sam Same", at: "2026-03-04T11:00:00.000Z")), \
        \(note(105, "added 1 commit\\n\\n<ul><li>1a2b3c4d</li></ul>", by: 3, "Sam Same", at: "2026-03-04T12:00:00.000Z", system: true)), \
        \(note(106, "approved this merge request", by: 2, "Bo Sample", at: "2026-03-05T08:00:00.000Z", system: true))]}
        """

    static let draft = """
        {"id": 72, "iid": 8, "target_project_id": 5, "author_id": 2, "title": "Draft: \\u202eHostile\\u0007", "state": "opened", \
        "created_at": "2026-03-06T10:00:00.000Z", "updated_at": "2026-03-06T10:00:00.000Z", "target_branch": "main", "notes": []}
        """

    static let issue = """
        {"id": 81, "iid": 9, "project_id": 5, "author_id": 4, "title": "It counts twice", "state": "closed", "confidential": true, \
        "created_at": "2026-03-01T10:00:00.000Z", "updated_at": "2026-03-05T10:00:00.000Z", "closed_at": "2026-03-05T09:00:00.000Z", \
        "notes": [\(note(111, "Thanks", by: 1, "Ada Example", at: "2026-03-01T11:00:00.000Z"))], \
        "resource_state_events": [{"user_id": 2, "created_at": "2026-03-05T09:00:00.000Z", "state": "closed"}]}
        """

    static let files: [(name: String, lines: [String])] = [
        // The order is not the one in which they are needed.
        ("tree/project/merge_requests.ndjson", [merged, draft]), ("tree/project/issues.ndjson", [issue]),
        ("tree/project/labels.ndjson", ["not looked at"]), ("tree/project/project_members.ndjson", members),
        ("tree/project.json", [#"{"description": "Invented", "visibility_level": 20}"#]), ("project.bundle", ["\u{0}\u{1}"]),
    ]

    static func archive(_ files: [(name: String, lines: [String])] = files) -> TarBuilder {
        var tar = TarBuilder()
        tar.add("./", kind: .folder)
        for (name, lines) in files { tar.add("./\(name)", lines.map { $0 + "\n" }.joined()) }
        return tar
    }

    static func write(_ files: [(name: String, lines: [String])] = files, toFolder folder: String) throws {
        for (name, lines) in files {
            let path = URL(filePath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: path)
        }
    }
}
