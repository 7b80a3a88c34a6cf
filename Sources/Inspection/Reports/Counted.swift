extension Int {
    /// A number of things: `1 commit`, `3 commits`.
    func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
