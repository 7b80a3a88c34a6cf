import Foundation
import Testing

/// A small repository with invented people, the same one each time.
struct ExampleHistory {
    var commits: Int
    /// Each writes every so many commits, in turn.
    var people = ["Ada <ada@example.org>", "Bo <bo@example.com>", "Céleste <celeste@example.net>"]
    /// The first commit's time; one follows each day.
    var begin = 1_735_732_800

    /// The history as `git fast-import` reads it.
    private var stream: String {
        func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
        var stream = ""
        for number in 0..<commits {
            let time = begin + number * 86_400
            let person = people[number * number % 7 % people.count]
            var message = "Change \(number)\n"
            if number % 3 == 0 { message += "\nReviewed-by: \(people[0])\n" }
            stream += "commit refs/heads/main\nmark :\(number + 1)\nauthor \(person) \(time) +0100\n"
            stream += "committer \(person) \(time + 60) +0000\n" + data(message)
            // A merge of an older commit now and then; it changes nothing itself.
            if number > 20, number % 25 == 0 {
                stream += "merge :\(number - 8)\n"
            } else {
                let lines = (0...(number % 13)).map { "line \($0) of \(number)\n" }.joined()
                stream += "M 100644 inline folder\(number % 5)/file\(number % 11).swift\n" + data(lines)
            }
            if number % 40 == 39 {
                stream += "tag v0.\(number / 40)\nfrom :\(number + 1)\ntagger \(people[0]) \(time + 90) +0000\n" + data("Release\n")
            }
        }
        return stream
    }

    /// Makes a bare repository in `workplace`; a small one holds each object in a file of its own.
    @discardableResult
    func make(_ name: String, in workplace: Workplace) async throws -> String {
        try workplace.write(stream, to: "\(name).stream")
        let made = try await workplace.start(
            "/bin/bash",
            [
                "-c",
                "git init -q --bare -b main \"$0\" && git -C \"$0\" -c fastimport.unpackLimit=500 fast-import --quiet < \"$0.stream\"",
                name,
            ]
        ).ending()
        try #require(made.status == 0, "\(made.errors)")
        return workplace.path(name)
    }
}
