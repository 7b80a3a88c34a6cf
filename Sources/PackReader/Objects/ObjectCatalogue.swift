import Glibc

/// All objects of a repository, each with a number.
///
/// The objects of a pack are numbered in the order in which they lie in it, pack after pack; loose objects follow.
/// An object that is in two packs has two numbers, and is always found by the same one of them.
final class ObjectCatalogue: @unchecked Sendable {
    static let noBase: Int32 = -1
    /// Its base is missing, damaged or the object itself.
    static let brokenBase: Int32 = -2

    let format: ObjectFormat
    let nameSize: Int
    let packs: [Pack]
    let loose: LooseObjects
    /// The number of the first object of each pack, and of the first loose one.
    let firsts: [Int]
    /// How many numbers there are.
    let count: Int
    /// What is wrong with packs as wholes.
    let problems: [PackError]
    /// The folders in which objects lie, those that are borrowed included.
    let folders: [String]
    private let finder: PackFinder

    init(folders: [String], format: ObjectFormat) throws(PackError) {
        self.format = format
        self.folders = folders
        nameSize = format.nameSize
        var packs: [Pack] = []
        var problems: [PackError] = []
        var shared: [(index: MultiPackIndex, folder: String)] = []
        for folder in folders {
            let found = try PackFolder(folder + "/pack", format: format)
            packs += found.packs
            problems += found.problems
            if let index = found.shared { shared.append((index, found.path)) }
        }
        self.packs = packs
        self.problems = problems
        loose = LooseObjects(folders: folders, format: format)
        var firsts: [Int] = []
        var next = 0
        for pack in packs {
            firsts.append(next)
            next += pack.count
        }
        firsts.append(next)
        self.firsts = firsts
        count = next + loose.count
        guard count < Int(Int32.max) / 2 else {
            throw PackError(.tooLarge, path: folders.first ?? "", "\(count) objects are more than can be numbered")
        }
        finder = PackFinder(packs, firsts: firsts, shared: shared)
    }

    /// The place of a packed object, of those of all packs; -1 when it is in none.
    @inline(__always)
    func place(of name: UnsafePointer<UInt8>) -> Int { finder.find(name) }

    /// Whether a number is that of a loose object.
    @inline(__always)
    func isLoose(_ number: Int32) -> Bool { Int(number) >= firsts[packs.count] }

    /// The place of the pack of a number among the packs; the number must be that of a packed object.
    @inline(__always)
    func packPlace(of number: Int32) -> Int {
        var (low, high) = (0, packs.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if firsts[middle] > Int(number) { high = middle - 1 } else { low = middle }
        }
        return low
    }
}
