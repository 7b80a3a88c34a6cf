/// Finds the commits that some commits lead to and others do not.
struct CommitOrder {
    let forest: Forest
    let commits: CommitTable
    let shallow: Set<Int32>

    struct Found {
        /// Parents before children.
        var numbers: [Int32] = []
        /// Commits that are missing or damaged, in the order in which they were met.
        var unreadable: [(number: Int32, fault: ObjectFault)] = []
    }

    private static let known: UInt8 = 1
    private static let entered: UInt8 = 2
    private static let left: UInt8 = 3

    /// Walks to the roots, or to what `known` leads to.
    func walk(from tips: [Int32], excluding known: [Int32]) -> Found {
        forest.prepareAll(threads: commits.threads)
        // All in packs at once, which is many times faster than one after the other.
        commits.load(
            (0..<Int32(forest.catalogue.firsts[forest.catalogue.packs.count])).filter {
                forest.kinds[Int($0)] == ObjectKind.commit.rawValue
            })
        let memory = Region(bytes: forest.catalogue.count + 1)
        let states = memory.start.assumingMemoryBound(to: UInt8.self)
        var found = Found()
        for tip in known where tip >= 0 { walk(from: tip, states, endingIn: Self.known, into: &found) }
        found = Found()
        for tip in tips where tip >= 0 { walk(from: tip, states, endingIn: Self.left, into: &found) }
        withExtendedLifetime(memory) {}
        return found
    }

    private func walk(
        from tip: Int32, _ states: UnsafeMutablePointer<UInt8>, endingIn last: UInt8, into found: inout Found
    ) {
        var missing: Set<Int32> = []
        var path = [tip]
        while let number = path.last {
            guard Int(number) < forest.catalogue.count else {
                if missing.insert(number).inserted { found.unreadable.append((number, .missing)) }
                path.removeLast()
                continue
            }
            let state = states[Int(number)]
            if state == Self.entered {
                states[Int(number)] = last
                if last == Self.left { found.numbers.append(number) }
                path.removeLast()
                continue
            }
            guard state == 0 else {
                path.removeLast()
                continue
            }
            if commits.place(number) < 0 { commits.load([number]) }
            let record = commits.records[Int(commits.place(number))]
            if let fault = ObjectFault(rawValue: record.fault) {
                states[Int(number)] = last
                found.unreadable.append((number, fault))
                path.removeLast()
                continue
            }
            states[Int(number)] = Self.entered
            if shallow.contains(number) { continue }
            commits.forEachParent(of: record) { parent in
                if Int(parent) >= forest.catalogue.count || states[Int(parent)] == 0 { path.append(parent) }
            }
        }
    }
}
