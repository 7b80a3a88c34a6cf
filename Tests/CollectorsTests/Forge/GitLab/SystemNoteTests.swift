import Collectors
import Ledger
import Testing

@Suite("GitLab's own notes")
struct SystemNoteTests {
    typealias Change = SystemNote.Change

    @Test(
        "a note that GitLab wrote is understood by its beginning",
        arguments: [
            ("approved this merge request", Change(.approved)), ("unapproved this merge request", Change(.reviewDismissed)),
            ("requested changes", Change(.changesRequested)),
            ("left review comments without approving", Change(.reviewed)),
            ("marked this merge request as **ready**", Change(.readyForReview)),
            ("marked this merge request as **draft**", Change(.convertedToDraft)),
            ("marked this merge request as **draft** from 1a2b3c4d", Change(.convertedToDraft)),
            ("unmarked as a **Work In Progress**", Change(.readyForReview)),
            ("marked as a **Work In Progress**", Change(.convertedToDraft)),
            ("changed title from **Cuont** to **Count**", Change(.renamed)),
            ("added 3 commits\n\n<ul><li>1a2b3c4d - assigned to @bo</li></ul>", Change(.pushed)),
            ("added 1 commit", Change(.pushed)), ("Added 2 new commits:\n\n* 1a2b3c4d - One", Change(.pushed)),
            ("closed", Change(.closed)), ("closed via commit 1a2b3c4d", Change(.closed)),
            ("Status changed to closed by merge request !4", Change(.closed)), ("merged", Change(.merged)),
            ("reopened", Change(.reopened)), ("locked this merge request", Change(.locked)),
            ("unlocked the discussion in this issue", Change(.unlocked)),
            ("changed milestone to %\"Release 2\"", Change(.milestoned, term: "Release 2")),
            ("changed milestone to %4", Change(.milestoned, term: "4")), ("removed milestone", Change(.demilestoned)),
            ("mentioned in issue #4", Change(.other, term: "mention")),
            ("changed the description", Change(.other, term: "description")),
            ("added ~12 label", Change(.other, term: "label note")),
        ])
    func understood(_ body: String, _ change: Change) {
        #expect(SystemNote(body).changes == [change])
    }

    @Test("a note that names people is one change for each of them")
    func people() {
        #expect(
            SystemNote("requested review from @ada, @bo.b, and @cy-1 and removed review request for @dee").changes == [
                Change(.reviewRequested, subject: "ada"), Change(.reviewRequested, subject: "bo.b"),
                Change(.reviewRequested, subject: "cy-1"), Change(.reviewRequestRemoved, subject: "dee"),
            ])
        #expect(
            SystemNote("assigned to @bo and unassigned @ada").changes == [
                Change(.assigned, subject: "bo"), Change(.unassigned, subject: "ada"),
            ])
        #expect(
            SystemNote("reset approvals from @ada and @bo by pushing to the branch").changes == [
                Change(.reviewDismissed, subject: "ada"), Change(.reviewDismissed, subject: "bo"),
            ])
        #expect(SystemNote("unassigned @ada.").changes == [Change(.unassigned, subject: "ada")])
        #expect(SystemNote("requested review from @").changes == [Change(.reviewRequested)])
    }

    @Test(
        "words that a person put into a title, a branch or a commit never play at being a note",
        arguments: [
            ("changed title from **requested review from @bo** to **merged**", ItemEventKind.renamed),
            ("mentioned in commit approved this merge request", .other), ("closedness was discussed", .other),
            ("merged-in branch", .other), ("added approved this merge request", .other), ("added lots of commits", .other),
            ("restored source branch `approved this merge request`", .other), ("", .other),
            ("hat diese Änderung genehmigt", .other),
        ])
    func notFooled(_ body: String, _ kind: ItemEventKind) {
        #expect(SystemNote(body).changes.map(\.kind) == [kind])
    }

    @Test("the words of a note that is not understood are not kept")
    func unknown() {
        #expect(SystemNote("set the secret to \u{202E}drowssap").changes == [Change(.other, term: "system note")])
    }
}
