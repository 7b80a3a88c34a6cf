import Casework
import Ledger
import Store

/// Writes what cases decide about the visibility of repositories into the ledger, in the transaction of the decision.
struct PublicationFollower: Sendable {
    let cases: Cases

    /// - Throws: `CaseRefusal` when the case names no repository that could be written down; then the step is not taken.
    func follow(_ change: Cases.Change, in writer: any SQLWriter) throws {
        let aCase = change.aCase
        guard ReleaseProcess.isOne(aCase.process) else { return }
        for event in change.events where event.kind == .moved {
            guard let state = event.to else { continue }
            let at = Instant(seconds: event.at)
            switch (aCase.process, state) {
            case (ReleaseProcess.release, ReleaseProcess.published): try recordOpen(aCase, at: at, in: writer)
            case (ReleaseProcess.release, ReleaseProcess.maintained): try settle(aCase, in: writer)
            case (ReleaseProcess.exception, ReleaseProcess.inForce): try recordClosed(aCase, at: at, in: writer)
            case (ReleaseProcess.exception, let state) where ReleaseProcess.endsOfException.contains(state):
                try endClosed(aCase, at: at, in: writer)
            default: break
            }
        }
    }

    /// Days after publication by which it should have been looked at twice.
    private static let lookedAtWithin: Int64 = 100

    private func recordOpen(_ aCase: Case, at now: Instant, in writer: any SQLWriter) throws {
        let answers = try answers(aCase, in: writer)
        let address = try Self.address(answers.publicAddress, "Where it will be public")
        let decided = aCase.decision.map { Instant(seconds: $0.at) } ?? now
        // The copy inside is opened with it: an exception that kept it closed is over.
        if let inside = answers.repository, let closed = try Publications.current(at: inside, in: writer), closed.visibility == .closed {
            try Publications.end(closed.id, at: now, in: writer)
        }
        try Publications.record(
            Publication(
                location: address, title: aCase.title, projectID: try project(at: [address, answers.repository], in: writer),
                organisationID: try organisation(answers.organisation, in: writer), visibility: .open, licence: answers.licence,
                reason: answers.openReason, caseNumber: aCase.id, decidedAt: decided, releasedAt: now,
                reviewAt: now.advanced(by: Self.lookedAtWithin * Instant.secondsPerDay)), at: now, in: writer)
    }

    private func recordClosed(_ aCase: Case, at now: Instant, in writer: any SQLWriter) throws {
        let answers = try answers(aCase, in: writer)
        let address = try Self.address(answers.repository, "Which repository")
        // The exception holds until the end of its last day.
        let end = answers.until.map { Instant($0).advanced(by: Instant.secondsPerDay) }
        try Publications.record(
            Publication(
                location: address, title: aCase.title, projectID: try project(at: [address], in: writer),
                organisationID: try organisation(answers.organisation, in: writer), visibility: .closed, reason: answers.closedReason,
                caseNumber: aCase.id, decidedAt: now, reviewAt: end), at: now, in: writer)
    }

    private func endClosed(_ aCase: Case, at now: Instant, in writer: any SQLWriter) throws {
        guard let held = try held(by: aCase, in: writer), held.visibility == .closed else { return }
        try Publications.end(held.id, at: now, in: writer)
    }

    /// Both looks after publication are over: nothing is to be reviewed any more.
    private func settle(_ aCase: Case, in writer: any SQLWriter) throws {
        guard var held = try held(by: aCase, in: writer) else { return }
        held.reviewAt = nil
        try Publications.record(held, in: writer)
    }

    private func held(by aCase: Case, in reader: any SQLReader) throws -> Publication? {
        try Publications.current(reader).first { $0.caseNumber == aCase.id }
    }

    private func answers(_ aCase: Case, in reader: any SQLReader) throws -> ReleaseAnswers {
        ReleaseAnswers(aCase, try cases.process(of: aCase, in: reader))
    }

    private static func address(_ text: String?, _ field: String) throws -> String {
        guard let text, PublicationLocation.key(text) != nil else {
            throw CaseRefusal(
                .invalid, "“\(field)” is not the address of a repository, so it cannot be written down that it is decided.",
                "Change the answer to an address such as https://forge.example/group/name.")
        }
        return text
    }

    private func project(at addresses: [String?], in reader: any SQLReader) throws -> Int64? {
        let keys = addresses.compactMap { $0.flatMap(PublicationLocation.key) }
        return try reader.repositories().first { repository in PublicationLocation.key(repository.location).map(keys.contains) ?? false }?
            .projectID
    }

    private func organisation(_ slug: String?, in reader: any SQLReader) throws -> Int64? {
        guard let slug else { return nil }
        return try reader.organisations().first { $0.slug == slug }?.id
    }
}
