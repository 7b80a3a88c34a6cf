import CAssets

/// The files that pages need, compiled into the program. Their names hold a fingerprint of their content, so a
/// browser may keep them for ever.
enum Assets {
    static let stylesheet: [UInt8] = Array(
        UnsafeBufferPointer(start: steward_stylesheet_bytes(), count: Int(steward_stylesheet_size)))
    static let stylesheetPath = "/assets/steward-\(Fingerprint.of(stylesheet)).css"

    static let mark: [UInt8] = Array(UnsafeBufferPointer(start: steward_mark_bytes(), count: Int(steward_mark_size)))
    static let markPath = "/assets/steward-\(Fingerprint.of(mark)).svg"

    /// The mark as part of a page, where it takes its colours from the stylesheet.
    static let inlineMark: HTML = """
        <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">\
        <rect class="mark-ground" width="32" height="32" rx="8"/>\
        <path class="mark-figure" d="M16 25V14m0 3c0-4 2.6-6.6 7.5-7 .3 4.7-2.5 7.5-7.5 7.5m0 3c0-3.2-2.2-5.5-6.5-5.8-.2 3.9 2.2 6.1 6.5 6.1"/>\
        </svg>
        """

    static var routes: [Route] {
        [
            .asset(PathPattern(stylesheetPath), "The stylesheet", type: "text/css; charset=utf-8", bytes: stylesheet),
            .asset(PathPattern(markPath), "The mark of the product", type: "image/svg+xml", bytes: mark),
        ]
    }
}
