import Ledger
import Store

/// One thing that was written once and stands in several places: the same contents, or contents that share much.
struct SharedCode: Sendable {
    struct Place: Sendable, Hashable {
        let repository: Int64
        let project: Int64
        let path: String
        let blob: Int64
        let name: String
        /// Lines that are shared with another place, about.
        let lines: Int
        /// The share of the smaller file.
        let likeness: Double
    }

    let places: [Place]
    let projects: [Int64]
    /// The same contents stand in projects that are apart.
    let isSame: Bool
    let lines: Int
    let likeness: Double

    init?(_ places: [Place], _ owners: Owners) {
        projects = Set(places.map(\.project)).sorted()
        guard owners.areSpread(projects) else { return nil }
        self.places = places
        isSame = Dictionary(grouping: places, by: \.blob).values.contains { owners.areSpread(Set($0.map(\.project))) }
        lines = places.map(\.lines).max() ?? 0
        likeness = places.map(\.likeness).max() ?? 0
    }
}

/// Finds shared code among what is kept of all repositories. Pairs are made and sorted by the database, which uses its disk.
struct CodeSharing {
    let settings: ReuseSettings
    let owners: Owners

    /// Places that are held at a time; what is shared beyond them is told as left out.
    static let mostPlaces = 500_000

    /// Finds the pairs of files that share fingerprints.
    func findPairs(_ writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM reuse_pairs")
        try writer.execute(
            """
            INSERT INTO reuse_pairs (a, b, shared)
            SELECT f.blob, g.blob, COUNT(*)
            FROM (
                SELECT hash FROM reuse_fingerprints GROUP BY hash
                HAVING COUNT(*) BETWEEN 2 AND ? AND MIN(home) <> MAX(home)
            ) s
            JOIN reuse_fingerprints f ON f.hash = s.hash
            JOIN reuse_fingerprints g ON g.hash = s.hash AND g.blob > f.blob AND g.home <> f.home
            GROUP BY f.blob, g.blob HAVING COUNT(*) >= ?
            """, [.int(settings.common), .int(settings.leastShared)])
    }

    /// What is shared between projects that are apart.
    ///
    /// - Returns: also whether there is more than is held.
    func shared(_ reader: any SQLReader) throws -> (found: [SharedCode], isCut: Bool) {
        var groups = Grouping()
        // By contents: the most lines and the largest share that they have in common with others.
        var best: [Int64: (lines: Int, likeness: Double)] = [:]
        try reader.scan(
            """
            SELECT p.a, p.b, p.shared, a.fingerprints, b.fingerprints, a.lines, b.lines FROM reuse_pairs p
            JOIN reuse_blobs a ON a.id = p.a JOIN reuse_blobs b ON b.id = p.b
            """, []
        ) { row in
            let (a, b, shared) = (row.integer(0), row.integer(1), row.int(2))
            let (ofA, ofB) = (row.int(3), row.int(4))
            let likeness = Double(shared) / Double(max(1, min(ofA, ofB)))
            guard likeness >= settings.leastShare || shared >= settings.manyShared else { return }
            let lines = Int((Double(ofA <= ofB ? row.int(5) : row.int(6)) * min(1, likeness)).rounded())
            guard lines >= settings.leastLines else { return }
            groups.join(a, b)
            for blob in [a, b] {
                let known = best[blob] ?? (0, 0)
                best[blob] = (max(known.lines, lines), max(known.likeness, min(1, likeness)))
            }
        }
        var places: [Int32: [SharedCode.Place]] = [:]
        var count = 0
        try reader.scan(
            """
            SELECT f.blob, f.repository_id, r.project_id, f.path, b.name, b.lines, b.size, b.fingerprints, s.copies
            FROM reuse_files f
            JOIN repositories r ON r.id = f.repository_id
            JOIN reuse_blobs b ON b.id = f.blob
            JOIN (SELECT blob, COUNT(DISTINCT repository_id) AS copies FROM reuse_files GROUP BY blob) s ON s.blob = f.blob
            WHERE b.fingerprints > 0 AND (s.copies > 1 OR EXISTS (SELECT 1 FROM reuse_pairs p WHERE p.a = f.blob)
                OR EXISTS (SELECT 1 FROM reuse_pairs p WHERE p.b = f.blob))
            ORDER BY f.blob, f.repository_id, f.number
            """, []
        ) { row in
            let blob = row.integer(0)
            let isCopied = row.int(8) > 1 && row.int(8) <= settings.common && row.int(5) >= settings.leastLines
            guard isCopied || best[blob] != nil, row.int(8) <= settings.common else { return }
            count += 1
            guard count <= Self.mostPlaces else { return }
            let shared: (lines: Int, likeness: Double) = isCopied ? (row.int(5), 1.0) : best[blob] ?? (0, 0)
            places[groups.group(of: blob), default: []].append(
                SharedCode.Place(
                    repository: row.integer(1), project: row.integer(2), path: row.text(3), blob: blob, name: row.text(4),
                    lines: shared.lines,
                    likeness: shared.likeness))
        }
        let found = places.sorted { $0.key < $1.key }.compactMap { SharedCode($0.value, owners) }
        return (found, count > Self.mostPlaces)
    }
}
