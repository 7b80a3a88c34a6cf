/// A rule that joins what was said of two accounts: an assertion under the rule's name.
public struct SaidRule: JoiningRule {
    public let name: String
    public let explanation: String

    /// Somebody said so, on a page or the command line.
    public static let stated = SaidRule(name: "stated", explanation: "Somebody stated that both are one person's.")
    /// Somebody agreed with a suggestion.
    public static let accepted = SaidRule(
        name: "accepted suggestion", explanation: "Somebody agreed with a suggestion that both are one person's.")
    /// The configuration links both.
    public static let configured = SaidRule(name: "configured", explanation: "The configuration links both as one person's.")
    /// A file that was taken over says so; also the name for every rule that Steward does not ship.
    public static let imported = SaidRule(name: "imported", explanation: "An imported file lists both as one person's.")
    /// The forge names the account of a commit's author.
    public static let forgeAuthor = SaidRule(
        name: "forge names author", explanation: "The forge names the account as the author of commits with the address.")
    /// A repository's mailmap.
    public static let mailmap = SaidRule(name: "mailmap", explanation: "A repository's mailmap spells one as the other.")
}
