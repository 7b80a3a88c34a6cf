/// Memory that is kept between calls and only ever grows, so that comparing a million small files allocates nothing.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var capacity: Int

    init() {
        start = .allocate(capacity: 1)
        capacity = 1
    }

    deinit { start.deallocate() }

    /// Room for that many elements. What was there before is lost.
    mutating func reserve(_ wanted: Int) -> UnsafeMutablePointer<Element> {
        if wanted > capacity {
            start.deallocate()
            capacity = max(wanted, capacity &* 2)
            start = .allocate(capacity: capacity)
        }
        return start
    }

    /// Room for more elements, with the first `kept` ones still there.
    mutating func grow(toHold wanted: Int, keeping kept: Int) {
        guard wanted > capacity else { return }
        let larger = max(wanted, capacity &* 2)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        moved.update(from: start, count: kept)
        start.deallocate()
        start = moved
        capacity = larger
    }
}
