import Casework
import Pages

/// What was said on a case, by thread.
struct DiscussionParts {
    let sheet: CaseSheet
    let request: Request

    /// The newest so many are shown; the history has all.
    private static let most = 200

    var html: HTML {
        let posts = sheet.events.filter { $0.kind == .posted }.suffix(Self.most)
        var threads: [String] = []
        for post in posts where !threads.contains(post.subject) { threads.append(post.subject) }
        let blocks = threads.map { thread -> HTML in
            let said = posts.filter { $0.subject == thread }.map { post -> HTML in
                "<li>\(CaseWords.prose(post.text))<p class=\"remark\">\(CaseWords.person(post.actor)), \(CaseWords.time(post.at))</p></li>"
            }
            let answer: HTML =
                mayPost ? "<p>\(HTML.link("Answer in this thread", to: "/cases/\(sheet.aCase.id)/say?thread=\(thread)"))</p>" : ""
            return "<h3 dir=\"auto\">\(thread)</h3><ul class=\"posts\">\(said)</ul>\(answer)"
        }
        let none: HTML =
            threads.isEmpty
            ? EmptyState("Nothing has been said yet", next: "Threads keep questions and their answers with the case.").html : ""
        let write: [HTML] = mayPost ? [.button("Write", to: "/cases/\(sheet.aCase.id)/say")] : []
        return Section("Discussion", id: "discussion", actions: write, body: none + blocks.joined(separator: "")).html
    }

    private var mayPost: Bool { sheet.may(.post(thread: "x", text: CaseSheet.anyReason)) }
}
