import Ledger
import Measures
import Pages
import Store
import TestSupport
import Testing

@testable import Contributions

/// What pages about change requests work out, over forges small enough for a pencil. The present is 30 June 2026, noon.
struct PageFixture {
    let forge: SmallForge
    let items: ItemDesk
    let now = Instant("2026-06-30T12:00:00Z")!

    init(_ store: any SQLStore) async throws {
        forge = SmallForge(try await SmallLedger(store, recordedAt: Instant("2026-06-30")!))
        let feature = ContributionsFeature(store: store, calendar: .utc)
        let now = now
        let desk = MeasureDesk(store: store, catalogue: Catalogue(feature.measures), calendar: .utc, clock: { now })
        items = ItemDesk(desk: desk, context: feature.context)
    }

    func facts() async throws -> ItemFacts { try await items.facts(at: items.desk.moment()) }

    func selection(who: String = "community") async throws -> ItemSelection {
        try await items.selection(.init(), who: who, facts(), items.desk.moment())
    }

    static func with(_ engine: TestEngine, _ body: (PageFixture) async throws -> Void) async throws {
        try await withStore(on: engine) { store in try await body(PageFixture(store)) }
    }
}

@Suite("The open change requests")
struct OpenRequestTests {
    private func numbers(_ slice: Slice<OpenRequests.Entry>) -> [Int64] { slice.items.map(\.item.number) }

    @Test("they are sorted by what a reader asks for, and pages neither repeat nor leave out any", arguments: TestEngine.allCases)
    func sortedAndPaged(engine: TestEngine) async throws {
        try await PageFixture.with(engine) { fixture in
            // Open for 60, 50, 40 and 30 days; 2 waits for its author since the answer, 10 days ago.
            try await fixture.forge.change(1, by: "ada", "2026-05-01")
            try await fixture.forge.change(2, by: "ben", "2026-05-11", "2026-06-20 eva comments")
            try await fixture.forge.change(3, by: "ada", "2026-05-21")
            try await fixture.forge.change(4, by: "cleo", "2026-05-31")
            try await fixture.forge.change(5, by: "cleo", "2026-05-31", "2026-06-01 eva merges")
            let facts = try await fixture.facts()
            let open = try await OpenRequests(fixture.selection(), open: OpenQueue().rows(facts), now: fixture.now)
            #expect(try numbers(open.page(sort: "-age", cursor: nil, limit: 50)) == [1, 2, 3, 4])
            #expect(try numbers(open.page(sort: "age", cursor: nil, limit: 50)) == [4, 3, 2, 1])
            let first = try open.page(sort: "-waiting", cursor: nil, limit: 2)
            #expect(numbers(first) == [1, 3])
            let second = try open.page(sort: "-waiting", cursor: first.next, limit: 2)
            #expect(numbers(second) == [4, 2])
            #expect(second.next == nil)
            #expect(open.counts == [.firstResponse: 3, .author: 1])
            #expect(open.entries.first { $0.item.number == 1 }?.daysOpen == 60)
            #expect(throws: QuestionError.self) { try open.page(sort: "age", cursor: "x", limit: 2) }
        }
    }

    @Test("they can be narrowed to a stage, to newcomers and to the community")
    func narrowed() async throws {
        try await PageFixture.with(.sqlite) { fixture in
            try await fixture.forge.own("Works")
            try await fixture.forge.employ("eva", at: "Works")
            try await fixture.forge.change(1, by: "ada", "2026-01-01", "2026-01-02 eva merges")
            try await fixture.forge.change(2, by: "ada", "2026-05-01")
            try await fixture.forge.change(3, by: "ben", "2026-05-02", "2026-05-03 eva comments")
            try await fixture.forge.change(4, by: "eva", "2026-05-04")
            let rows = try await OpenQueue().rows(fixture.facts())
            func numbers(_ who: String, _ stages: Set<Stage> = [], newcomer: Bool = false) async throws -> [Int64] {
                let open = try await OpenRequests(
                    fixture.selection(who: who), open: rows, stages: stages, newcomer: newcomer, now: fixture.now)
                return open.entries.map(\.item.number)
            }
            #expect(try await numbers("community") == [2, 3])
            #expect(try await numbers("company") == [4])
            #expect(try await numbers("all") == [2, 3, 4])
            #expect(try await numbers("community", [.author]) == [3])
            #expect(try await numbers("community", newcomer: true) == [3])
        }
    }
}

@Suite("What moved the open age")
struct OpenAgeStoryTests {
    @Test("waiting, what left and what came sum to the change", arguments: TestEngine.allCases)
    func sums(engine: TestEngine) async throws {
        try await PageFixture.with(engine) { fixture in
            // Open on 31 May: 1 (100 days old), 2 (40), 3 (20): median 40. On 30 June: 2 (70), 3 (50), 4 (10): median 50.
            try await fixture.forge.change(1, by: "ada", "2026-02-20", "2026-06-05 eva merges")
            try await fixture.forge.change(2, by: "ben", "2026-04-21")
            try await fixture.forge.change(3, by: "cleo", "2026-05-11")
            try await fixture.forge.change(4, by: "dan", "2026-06-20")
            let selection = try await fixture.selection()
            let june = try #require(Instant("2026-06-01"))
            let july = try #require(Instant("2026-07-01"))
            let story = try #require(OpenAgeStory(selection, before: june, after: july, calendar: .utc))
            #expect(story.before == 40)
            #expect(story.after == 50)
            #expect(story.waiting == 30)
            // Of those that stayed (70 and 50) the median is 60: 10 less than 70, which waiting alone gives. 4 brings 50.
            #expect(story.leaving == -10)
            #expect(story.coming == -10)
            let facts = try await fixture.facts()
            #expect(story.left.map { facts.items[Int($0)].number } == [1])
            #expect(story.came.map { facts.items[Int($0)].number } == [4])
        }
    }

    @Test("where nothing stayed the change is not divided, and where nothing was open there is none")
    func edges() async throws {
        try await PageFixture.with(.sqlite) { fixture in
            try await fixture.forge.change(1, by: "ada", "2026-05-01", "2026-06-05 eva merges")
            try await fixture.forge.change(2, by: "ben", "2026-06-10")
            let selection = try await fixture.selection()
            let june = try #require(Instant("2026-06-01"))
            let july = try #require(Instant("2026-07-01"))
            let story = try #require(OpenAgeStory(selection, before: june, after: july, calendar: .utc))
            #expect(story.leaving == nil && story.coming == nil)
            #expect(OpenAgeStory(selection, before: june.advanced(by: -90 * 86_400), after: july, calendar: .utc) == nil)
        }
    }
}

@Suite("Flow")
struct FlowFigureTests {
    @Test("what came, left and waits is counted month by month, and who still waits is censored", arguments: TestEngine.allCases)
    func figures(engine: TestEngine) async throws {
        try await PageFixture.with(engine) { fixture in
            try await fixture.forge.change(1, by: "ada", "2026-04-10", "2026-04-12 eva reviews", "2026-05-01 eva merges")
            try await fixture.forge.change(2, by: "ada", "2026-05-05", "2026-05-06 eva closes")
            try await fixture.forge.change(3, by: "ben", "2026-06-01", "2026-06-05 eva comments")
            try await fixture.forge.change(4, by: "cleo", "2026-06-25")
            let figures = FlowFigures(try await fixture.selection(), calendar: .utc, now: fixture.now)
            #expect(figures.months.map(\.period.key) == ["2026-04", "2026-05", "2026-06"])
            #expect(figures.months.map(\.opened) == [1, 1, 2])
            #expect(figures.months.map(\.merged) == [0, 1, 0])
            #expect(figures.months.map(\.declined) == [0, 1, 0])
            #expect(figures.months.map(\.open) == [1, 0, 2])
            #expect(figures.months.map(\.running) == [false, false, true])
            // On 30 June 3 is 29 days old and 4 is 5.
            #expect(figures.months.last?.ages == [1, 1, 0, 0, 0, 0])
            #expect(figures.months.last?.medianAge == 17)
            #expect([figures.opened, figures.answered, figures.reviewed, figures.merged] == [4, 2, 1, 1])
            // 1 and 3 were answered after 2 and 4 days; 2 ended without an answer after one; 4 still waits. 2 is not by a newcomer.
            #expect(figures.newcomers.count == 3)
            #expect(figures.newcomers.events == 2)
            #expect(figures.others.count == 1)
            #expect(figures.others.events == 0)
            #expect(figures.newcomers.median.value == 345_600.0)
            #expect(figures.mergedLately == 1)
            #expect(figures.stages.total == 21 * 86_400)
        }
    }

    @Test(
        "ages fall into buckets with the bounds that their names say",
        arguments: [
            (0, "days_0_7"), (7, "days_0_7"), (8, "days_8_30"), (30, "days_8_30"), (31, "days_31_90"), (90, "days_31_90"),
            (91, "days_91_180"),
            (180, "days_91_180"), (181, "days_181_365"), (365, "days_181_365"), (366, "days_366_on"),
        ])
    func buckets(_ days: Int64, _ key: String) {
        #expect(FlowFigures.Bucket(days: days).key == key)
    }
}

@Suite("Levels of experience")
struct ContributorLevelTests {
    @Test("people stand where their merges until then put them, and moves lead from a year ago to now", arguments: TestEngine.allCases)
    func levels(engine: TestEngine) async throws {
        try await PageFixture.with(engine) { fixture in
            // Ada had three merged a year ago and has four now; Ben had opened one and has it merged now; Cleo is new.
            for number in 1...3 { try await fixture.forge.change(Int64(number), by: "ada", "2025-01-0\(number)", "2025-02-01 eva merges") }
            try await fixture.forge.change(4, by: "ada", "2025-08-01", "2025-09-01 eva merges")
            try await fixture.forge.change(5, by: "ben", "2025-03-01", "2026-02-01 eva merges")
            try await fixture.forge.change(6, by: "cleo", "2026-05-01")
            let levels = ContributorLevels(try await fixture.selection(), calendar: .utc, now: fixture.now)
            #expect(levels.quarters.map(\.key) == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"])
            #expect(levels.counts.map { $0.prefix(3) } == [[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]])
            #expect(levels.moves[1][2] == 1)
            #expect(levels.moves[0][1] == 1)
            #expect(levels.moves[ContributorLevels.newcomerRow][0] == 1)
            #expect(levels.moves.joined().reduce(0, +) == 3)
        }
    }

    @Test("75 merges are level 3 and 76 are level 4")
    func bounds() {
        #expect([0, 1, 3, 4, 25, 26, 75, 76].map(ContributorLevels.level) == [0, 1, 1, 2, 2, 3, 3, 4])
    }
}

@Suite("One change request")
struct ChangeRequestStoryTests {
    private func story(_ number: Int64, _ fixture: PageFixture) async throws -> ChangeRequestStory? {
        let facts = try await fixture.facts()
        let now = fixture.now
        return try await fixture.items.desk.store.read { reader in
            let candidates = try ChangeRequestStory.candidates(number: number, repositories: facts.repositories.map(\.id), from: reader)
            return try candidates.first.flatMap { try ChangeRequestStory.load($0, facts, now: now, from: reader) }
        }
    }

    @Test("its stretches follow each other without a gap and sum to the time from opening to merge", arguments: TestEngine.allCases)
    func stretches(engine: TestEngine) async throws {
        try await PageFixture.with(engine) { fixture in
            try await fixture.forge.change(
                7, by: "ada", "2026-01-01", "2026-01-03 eva comments", "2026-01-08 ada pushes", "2026-01-10 eva approves",
                "2026-01-11 eva merges", title: "A change")
            let story = try #require(try await story(7, fixture))
            #expect(story.title == "A change")
            #expect(story.stretches.map(\.stage) == [.firstResponse, .author, .review, .approved])
            #expect(story.stretches.map { ($0.span.end - $0.span.start) / 86_400 } == [2, 5, 2, 1])
            #expect(zip(story.stretches, story.stretches.dropFirst()).allSatisfy { $0.span.end == $1.span.start })
            #expect(story.item.stages.total == 10 * 86_400)
            #expect(story.events.map(\.kind) == [.commented, .pushed, .approved, .merged])
        }
    }

    @Test("an open one is followed until now, and one that the forge no longer has is not shown")
    func openAndRemoved() async throws {
        try await PageFixture.with(.sqlite) { fixture in
            try await fixture.forge.change(1, by: "ada", "2026-06-20")
            try await fixture.forge.change(2, by: "ada", "2026-06-21")
            try await fixture.forge.remove(2)
            let open = try #require(try await story(1, fixture))
            #expect(open.stretches.map { $0.span.end - $0.span.start } == [10 * 86_400])
            #expect(try await story(2, fixture) == nil)
            #expect(try await story(99, fixture) == nil)
        }
    }
}

@Suite("Customers on pages")
struct CustomerShareTests {
    @Test("the first three customers are weighed, and no amount of a single one is kept", arguments: TestEngine.allCases)
    func share(engine: TestEngine) async throws {
        try await PageFixture.with(engine) { fixture in
            for (number, name, revenue) in [(1, "ada", 100), (2, "ben", 200), (3, "cleo", 300), (4, "dan", 400)] as [(Int64, String, Int64)]
            {
                try await fixture.forge.customer("Customer \(name)", revenue)
                try await fixture.forge.employ(name, at: "Customer \(name)")
                try await fixture.forge.change(number, by: name, "2026-05-01", "2026-05-0\(number + 1) eva merges")
            }
            try await fixture.forge.change(5, by: "fay", "2026-05-01", "2026-05-09 eva merges")
            let selection = try await fixture.selection(who: "all")
            let may = ReportingCalendar.utc.range(of: Period(.month, containing: CivilDate(year: 2026, month: 5, day: 1)))
            let share = CustomerShare(selection, in: may, now: fixture.now)
            #expect(share.customers == 4)
            #expect(share.changeRequests == 4)
            #expect(share.firstThree == 0.9)
        }
    }
}
