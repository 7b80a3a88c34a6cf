/// Level 1 of the Open Source Project Security Baseline (OSPS Baseline of OpenSSF, version 2026.02.19; the ids are its own, the words
/// are ours).
struct BaselineRequirement: Sendable {
    /// How it can be decided.
    enum Source: Sendable {
        /// By the files.
        case files
        /// By another check of this inspection.
        case otherCheck(String)
        /// Only the forge's settings tell.
        case forge
        /// Only people can say.
        case statement
    }

    let id: String
    let words: String
    let source: Source

    static let version = "OSPS Baseline 2026.02.19"

    static let levelOne: [BaselineRequirement] = [
        .init(id: "OSPS-AC-01.01", words: "Who may read or change anything sensitive signs in with two factors.", source: .forge),
        .init(id: "OSPS-AC-02.01", words: "A new collaborator has the lowest rights until somebody gives more.", source: .forge),
        .init(id: "OSPS-AC-03.01", words: "Nobody commits to the main branch directly.", source: .forge),
        .init(id: "OSPS-AC-03.02", words: "The main branch cannot be deleted by accident.", source: .forge),
        .init(id: "OSPS-BR-01.01", words: "A pipeline does not run text that a stranger wrote.", source: .files),
        .init(id: "OSPS-BR-01.03", words: "A pipeline that runs a stranger's code has no secrets.", source: .files),
        .init(id: "OSPS-BR-03.01", words: "The project's own pages are reached over encrypted connections only.", source: .files),
        .init(id: "OSPS-BR-03.02", words: "Releases are fetched over encrypted, authenticated connections only.", source: .statement),
        .init(id: "OSPS-BR-07.01", words: "No secrets are in version control.", source: .otherCheck("secrets")),
        .init(id: "OSPS-DO-01.01", words: "The documentation says how to use the software.", source: .files),
        .init(id: "OSPS-DO-02.01", words: "The documentation says how to report a defect.", source: .files),
        .init(id: "OSPS-GV-02.01", words: "There is a public place to discuss changes and problems.", source: .forge),
        .init(id: "OSPS-GV-03.01", words: "The documentation says how to contribute.", source: .files),
        .init(id: "OSPS-LE-02.01", words: "The licence of the source is free or open.", source: .otherCheck("licence")),
        .init(id: "OSPS-LE-02.02", words: "The licence of what is released is free or open.", source: .statement),
        .init(id: "OSPS-LE-03.01", words: "The text of the licence is in the repository.", source: .files),
        .init(id: "OSPS-LE-03.02", words: "The text of the licence is in what is released.", source: .statement),
        .init(id: "OSPS-QA-01.01", words: "The source can be read by anybody at one address.", source: .forge),
        .init(id: "OSPS-QA-01.02", words: "Anybody can see who changed what, and when.", source: .forge),
        .init(id: "OSPS-QA-02.01", words: "Direct dependencies are listed in the form of the package manager.", source: .files),
        .init(id: "OSPS-QA-04.01", words: "All repositories of the project are listed.", source: .statement),
        .init(id: "OSPS-QA-05.01", words: "No compiled programs are in version control.", source: .files),
        .init(id: "OSPS-QA-05.02", words: "No binary files that nobody can review are in version control.", source: .files),
        .init(id: "OSPS-VM-02.01", words: "The documentation names whom to tell of a vulnerability.", source: .files),
    ]
}
