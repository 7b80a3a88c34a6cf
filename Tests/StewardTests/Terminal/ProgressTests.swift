import Synchronization
import Testing

@testable import steward

@Suite("Progress")
struct ProgressTests {
    private func state(_ done: Int, of total: Int?, after elapsed: Double) -> ProgressState {
        ProgressState(what: "tool: commits", unit: "commits", done: done, total: total, elapsed: elapsed)
    }

    @Test("a line says what, how much, how fast, and how long still")
    func line() {
        #expect(
            state(12_000, of: 40_000, after: 8).line
                == "tool: commits 12,000 of 40,000 commits (30 %), 1,500/s, 19 s left")
        #expect(state(3, of: nil, after: 6).line == "tool: commits 3 commits, 30/min")
        #expect(state(0, of: 10, after: 0.2).line == "tool: commits 0 of 10 commits (0 %)")
        #expect(state(10, of: 10, after: 2).line == "tool: commits 10 of 10 commits (100 %), 5/s")
    }

    @Test("an estimate is as fine as it deserves")
    func durations() {
        #expect(ProgressState.duration(seconds: 45.4) == "45 s")
        #expect(ProgressState.duration(seconds: 200) == "3 min")
        #expect(ProgressState.duration(seconds: 7500) == "2 h 5 min")
        #expect(ProgressState.duration(seconds: .infinity) == "a very long time")
    }

    @Test("thousands are set apart")
    func grouping() {
        #expect([0, 999, 1000, -1_234_567].map(\.grouped) == ["0", "999", "1,000", "-1,234,567"])
        #expect(Int.min.grouped == "-9,223,372,036,854,775,808")
    }

    /// What a progress line writes while a clock of the test's own goes on.
    private final class Scene: Sendable {
        let now = Mutex(0.0)
        let written = Mutex("")

        func progress(_ manner: ProgressLine.Manner) -> ProgressLine {
            ProgressLine(
                manner, width: 30, clock: { self.now.withLock { $0 } },
                write: { text in self.written.withLock { $0 += text } })
        }
    }

    @Test("on a terminal one line is written over, cut to its width, and taken away at the end")
    func overwriting() async {
        let scene = Scene()
        let progress = scene.progress(.overwriting)
        await progress.show(state(1, of: nil, after: 0))
        await progress.show(state(2, of: nil, after: 0))
        scene.now.withLock { $0 = 1 }
        await progress.show(state(3_000_000, of: 4_000_000, after: 0))
        await progress.close()
        #expect(
            scene.written.withLock { $0 }
                == "\r\u{1B}[Ktool: commits 1 commits\r\u{1B}[Ktool: commits 3,000,000 of 4…\r\u{1B}[K")
    }

    @Test("elsewhere there is a plain line every five seconds, with nothing that drives a terminal")
    func plainLines() async {
        let scene = Scene()
        let progress = scene.progress(.plainLines)
        for second in 0...6 {
            scene.now.withLock { $0 = Double(second) }
            await progress.show(state(second, of: nil, after: 0))
        }
        await progress.say("tool\u{1B}: done")
        #expect(scene.written.withLock { $0 } == "tool: commits 0 commits\ntool: commits 5 commits\ntool␛: done\n")
    }

    @Test("asked to be quiet, it is")
    func quiet() async {
        let scene = Scene()
        let progress = scene.progress(.quiet)
        await progress.show(state(1, of: nil, after: 0))
        await progress.say("done")
        await progress.close()
        #expect(scene.written.withLock { $0 } == "")
    }
}
