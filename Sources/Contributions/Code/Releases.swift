import Ledger
import Measures

/// Tags that name a version.
struct Releases: WindowMeasure {
    let card = MeasureCard(
        id: "code.releases",
        title: "Releases",
        question: "How often is something released?",
        definition: """
            Tags that parse as versions, such as v1.2.3 or name-2_0, by the time of the annotated tag, or of the \
            commit when the tag has none. Release candidates and other suffixed versions count.
            """,
        unit: .releases, standards: [.chaoss("Release Frequency", "release-frequency")], dimensions: [],
        parts: .sum, rowNoun: "releases")

    func value(of window: Window) -> Double? { Double(releases(window).count) }

    func listing(of window: Window) -> Listing { .releases(releases(window)) }

    private func releases(_ window: Window) -> [Int] {
        window.facts.releases.indices.filter { index in
            let release = window.facts.releases[index]
            return window.selection.holds(project: release.project)
                && release.time >= window.range.lowerBound.seconds && release.time < window.range.upperBound.seconds
        }
    }
}
