import Foundation
import Ledger
import Measures
import Pages

/// Writes tables to standard output, cut to the terminal when it is one.
enum Printer {
    static func show(_ table: TextTable) {
        let terminal = Terminal.current(environment: ProcessInfo.processInfo.environment)
        for line in table.lines(width: terminal.width, style: terminal.style) { print(line) }
    }
}

/// Writes an answer for a person at a terminal: the figure, its course, its periods and its parts.
struct AnswerPrinter {
    let card: MeasureCard
    let question: Question
    let answer: Answer

    func print() {
        Swift.print("\(card.title) (\(card.id))")
        Swift.print(card.question)
        guard let current = answer.current else {
            Swift.print("\nNo data. Collect something first: steward collect REPOSITORY")
            return
        }
        Swift.print("\n\(current.period): \(text(current.value))\(change)   \(Sparkline.drawn(answer.points.map(\.value)))\n")
        if question.split == nil { printPeriods() } else { printParts(at: current) }
        printNotes()
    }

    private var change: String {
        guard let current = answer.current?.value, let previous = answer.previous?.value else { return "" }
        if card.unit == .share { return " (\(Format.change((current - previous) * 100, decimals: 1)) points)" }
        let isWhole = (current - previous).rounded() == current - previous
        return " (\(Format.change(current - previous, decimals: card.unit == .days && !isWhole ? 2 : 0)))"
    }

    private func printPeriods() {
        var table = TextTable([
            .init("Period"), .init("Value", alignment: .trailing), .init("n", alignment: .trailing),
            .init("Unknown", alignment: .trailing), .init(""),
        ])
        for point in answer.points {
            table.add([
                point.period.key, text(point.value), point.n.grouped, point.unknownShare.map { Format.percent($0) } ?? "",
                point.running ? "running" : "",
            ])
        }
        Printer.show(table)
    }

    private func printParts(at current: Answer.Point) {
        let index = answer.points.firstIndex(of: current) ?? 0
        var table = TextTable([
            .init(question.split?.rawValue.capitalized ?? "Part", flexible: true), .init("Value", alignment: .trailing),
            .init("n", alignment: .trailing), .init("Course"),
        ])
        for part in answer.parts where part.points[index].n > 0 {
            table.add([
                part.title, text(part.points[index].value), part.points[index].n.grouped,
                Sparkline.drawn(part.points.map(\.value)),
            ])
        }
        if !answer.overlap.isEmpty, let shared = answer.overlap[index], shared != 0 {
            table.add(["In several parts", text(shared), "", ""])
        }
        table.add(["Whole", text(current.value), current.n.grouped, ""])
        Printer.show(table)
    }

    private func printNotes() {
        for remark in answer.remarks { Swift.print("Note: \(remark.asVisible)") }
        let freshness = answer.freshness
        if let asKnown = freshness.asKnown { Swift.print("As known at \(asKnown).") }
        if let collected = freshness.collectedAt { Swift.print("Sources last read \(collected).") }
        let given = card.parameters.map { "\($0.name)=\(question.parameter($0.name, of: card))" }
        if !given.isEmpty { Swift.print("Parameters: \(given.joined(separator: " "))") }
    }

    private func text(_ value: Double?) -> String {
        guard let value else { return "no data" }
        return card.unit.format.text(value)
    }
}
