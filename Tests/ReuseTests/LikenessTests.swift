import Foundation
import Store
import TestSupport
import Testing

@testable import Reuse

@Suite("Likeness")
struct LikenessTests {
    @Test("the cosine of terms, of which rare ones weigh more, is that of the pencil", arguments: TestEngine.allCases)
    func pencil(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([ReuseSchema.schema])
            // 1: bus, map; 2: bus, map; 3: bus, tax. Of three repositories bus is in 3, map in 2, tax in 1.
            try await store.write { writer in
                for (repository, term) in [(1, "bus"), (1, "map"), (2, "bus"), (2, "map"), (3, "bus"), (3, "tax")] {
                    try writer.execute(
                        "INSERT INTO reuse_terms (repository_id, kind, term, weight) VALUES (?, 'packages', ?, 1)",
                        [.int(repository), .text(term)])
                }
            }
            let pairs = try await store.read { try Likeness.pairs(.packages, atLeast: 0, terms: 1, $0) }
            let (bus, map, tax) = (log(4 / 3.5), log(4 / 2.5), log(4 / 1.5))
            let third = bus * bus / ((bus * bus + map * map) * (bus * bus + tax * tax)).squareRoot()
            #expect(pairs.map { [$0.a, $0.b] } == [[1, 2], [1, 3], [2, 3]])
            #expect(abs(pairs[0].value - 1) < 1e-12 && abs(pairs[1].value - third) < 1e-12 && abs(pairs[2].value - third) < 1e-12)
            #expect(pairs[0].terms == ["map", "bus"])
            #expect(try await store.read { try Likeness.pairs(.packages, atLeast: 0.5, terms: 2, $0) }.count == 1)
            #expect(try await store.read { try Likeness.pairs(.words, atLeast: 0, terms: 1, $0) }.isEmpty)
        }
    }

    @Test("a README that many have makes as many pairs as they are, not the square of that", arguments: TestEngine.allCases)
    func template(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([ReuseSchema.schema])
            // 100 have the same ten words, and a word of their own each.
            try await store.write { writer in
                for repository in 1...100 {
                    for term in (1...10).map({ "shared\($0)" }) + ["own\(repository)"] {
                        try writer.execute(
                            "INSERT INTO reuse_terms (repository_id, kind, term, weight) VALUES (?, 'words', ?, 1)",
                            [.int(repository), .text(term)])
                    }
                }
            }
            let pairs = try await store.read { try Likeness.pairs(.words, atLeast: 0, terms: 8, $0) }
            // The last 20 have fewer behind them: 80 times 20, and 19 + 18 + ... + 0.
            #expect(pairs.count == 80 * Likeness.mostOthers + 190)
            #expect(Set(pairs.flatMap { [$0.a, $0.b] }).count == 100)
        }
    }

    @Test("code, addresses and dull words are no words of a README")
    func words() {
        let text = "# Parking\n\nInstall the parking tool, see https://example.org/manual.\n```sh\nparking --secret\n```\nPermits für alle"
        #expect(Profile.words(of: Array(text.utf8)) == ["parking": 2, "permits": 1])
    }
}
