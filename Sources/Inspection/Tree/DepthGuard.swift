/// Leaves out what lies in folders too far inside each other, and tells of it.
struct DepthGuard {
    private let most: Int
    private var left = GapList()
    private var last: [UInt8] = []

    /// - Parameter most: folders inside each other, the top one counted.
    init(_ most: Int) { self.most = most }

    var gaps: [Gap] { left.all("folders") }

    /// Whether a file is to be looked at.
    mutating func allows(_ path: UnsafeRawBufferPointer) -> Bool {
        var depth = 1
        for (place, byte) in path.enumerated() where byte == UInt8(ascii: "/") {
            depth += 1
            guard depth > most else { continue }
            let folder = path[..<place]
            // Files that follow each other share their folders.
            if !last.elementsEqual(folder) {
                last = Array(folder)
                refuse(last)
            }
            return false
        }
        return true
    }

    mutating func refuse(_ folder: [UInt8]) {
        left.add(Gap(TreePath(folder).description, "folders are nested more than \(most) deep; what is below was not looked at"))
    }
}
