/// Numbers that belong together, two by two.
struct Grouping {
    private var places: [Int64: Int32] = [:]
    private var parents: [Int32] = []

    /// - Parameter member: any number.
    mutating func place(of member: Int64) -> Int32 {
        if let known = places[member] { return known }
        let place = Int32(truncatingIfNeeded: parents.count)
        places[member] = place
        parents.append(place)
        return place
    }

    mutating func join(_ a: Int64, _ b: Int64) {
        let (a, b) = (root(of: place(of: a)), root(of: place(of: b)))
        // The one that came first names the group, so that the same pairs give the same groups.
        if a != b { parents[Int(max(a, b))] = min(a, b) }
    }

    /// The number of the group.
    mutating func group(of member: Int64) -> Int32 { root(of: place(of: member)) }

    private mutating func root(of place: Int32) -> Int32 {
        var root = place
        while parents[Int(root)] != root { root = parents[Int(root)] }
        var at = place
        while parents[Int(at)] != root { (at, parents[Int(at)]) = (parents[Int(at)], root) }
        return root
    }
}
