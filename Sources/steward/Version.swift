/// The version of this program, as `CHANGELOG.md` counts.
enum Version {
    static let number = "0.1.0"
}
