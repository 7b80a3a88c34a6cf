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
    private let shared: Inflater = Inflater()

    init(folders: [String], format: ObjectFormat) throws(PackError) {
        self.format = format
        nameSize = format.nameSize
        var packs: [Pack] = []
        var problems: [PackError] = []
        for folder in folders {
            let names = Files.names(in: folder + "/pack") ?? []
            try Self.refuseSharedIndex(folder + "/pack/multi-pack-index", names)
            for name in names {
                if name.hasSuffix(".promisor") {
                    throw PackError(.unsupported, path: folder + "/pack/" + name, "a partial clone")
                }
                guard name.hasSuffix(".idx"), name.hasPrefix("pack-") else { continue }
                do {
                    let pack = try Pack(index: folder + "/pack/" + name, format: format)
                    if pack.isSuspect {
                        problems.append(PackError(.damaged, path: pack.path, "it does not fit its index"))
                    }
                    if pack.count > 0 { packs.append(pack) }
                } catch {
                    if error.reason == .unsupported { throw error }
                    problems.append(error)
                }
            }
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
    }

    /// Git keeps the index of each pack beside the one of all; where it does not, packs would not be seen.
    private static func refuseSharedIndex(_ path: String, _ names: [String]) throws(PackError) {
        guard names.contains("multi-pack-index") else { return }
        let indexed = Set(names.filter { $0.hasSuffix(".idx") }.map { $0.dropLast(4) })
        let bare = names.first { $0.hasPrefix("pack-") && $0.hasSuffix(".pack") && !indexed.contains($0.dropLast(5)) }
        if let bare { throw PackError(.unsupported, path: path, "it is the only index of \(bare)") }
    }

    /// Whether a number is that of a loose object.
    @inline(__always)
    func isLoose(_ number: Int32) -> Bool { Int(number) >= firsts[packs.count] }

    /// The place of the pack of a number among the packs; the number must be that of a packed object.
    @inline(__always)
    func packPlace(of number: Int32) -> Int {
        var place = packs.count - 1
        while place > 0 && firsts[place] > Int(number) { place -= 1 }
        return place
    }
}
