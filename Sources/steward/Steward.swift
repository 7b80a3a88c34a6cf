import ArgumentParser

@main
struct Steward: AsyncParsableCommand {
    func run() async throws { print("steward") }
}
