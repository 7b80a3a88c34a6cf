import Foundation

/// The degree of authorship of Avelino and others (2016), with the constants of their study.
enum Authorship {
    static let base = 3.293
    static let perCreation = 1.098
    static let perChange = 0.164
    static let perOther = 0.321
    /// The share of the largest degree that an author exceeds.
    static let nearness = 0.75

    static func degree(created: Bool, changes: Int, changesByOthers: Double) -> Double {
        base + (created ? perCreation : 0) + perChange * Double(changes) - perOther * log(1 + changesByOthers)
    }

    static func isAuthor(degree: Double, created: Bool, most: Double) -> Bool {
        degree / most > nearness && (degree >= base || created)
    }
}

/// Who the authors of each file are.
struct FileAuthors {
    /// One list of authors for each file; empty for a file without one.
    let authorsByFile: [[Int32]]
    /// All changes of each person, which decide between people with equally many files.
    let changes: [Int32: Int]

    var fileCount: Int { authorsByFile.count }

    /// The files of each author.
    func filesByPerson() -> [Int32: [Int]] {
        var files: [Int32: [Int]] = [:]
        for (file, authors) in authorsByFile.enumerated() {
            for author in authors { files[author, default: []].append(file) }
        }
        return files
    }

    /// How many authors leave, the one with most files first, until fewer than half of the files have an author.
    func peopleToLose() -> Int {
        var authorsLeft = authorsByFile.map(\.count)
        var covered = authorsLeft.count { $0 > 0 }
        var gone = 0
        // The files that a person authors do not change as others leave, so the order is known from the start.
        for next in filesByPerson().sorted(by: { order($0) > order($1) }) {
            guard 2 * covered >= fileCount else { break }
            for file in next.value {
                authorsLeft[file] -= 1
                if authorsLeft[file] == 0 { covered -= 1 }
            }
            gone += 1
        }
        return gone
    }

    private func order(_ entry: (key: Int32, value: [Int])) -> (Int, Int, Int32) {
        (entry.value.count, changes[entry.key] ?? 0, -entry.key)
    }
}
