import Glibc

/// An array without checks and without reference counting, for the inner loops.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1024) {
        self.capacity = max(capacity, 16)
        start = Self.allocate(self.capacity)
    }

    deinit { start.deallocate() }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> { .allocate(capacity: capacity) }

    private mutating func grow(to needed: Int) {
        let larger = max(needed, capacity + capacity / 2)
        let moved = Self.allocate(larger)
        moved.initialize(from: start, count: count)
        start.deallocate()
        start = moved
        capacity = larger
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        start[count] = element
        count += 1
    }

    mutating func append(_ elements: UnsafePointer<Element>, count more: Int) {
        if count + more > capacity { grow(to: count + more) }
        memcpy(start + count, elements, more * MemoryLayout<Element>.stride)
        count += more
    }

    mutating func removeAll() { count = 0 }

    mutating func removeLast(_ fewer: Int) { count -= min(fewer, count) }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { start[index] }
        nonmutating set { start[index] = newValue }
    }
}
