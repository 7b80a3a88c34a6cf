/// The trailers that people write, as the lenient reading knows them.
enum TrailerKeys {
    /// Keys in git's own spelling.
    static let names = [
        "Signed-off-by", "Co-authored-by", "Co-author", "Coauthored-by", "Co-developed-by", "Authored-by",
        "Originally-by", "Patch-by", "Contributed-by", "Improved-by",
        "Reviewed-by", "Approved-by", "Acked-by", "Tested-by", "Verified-by",
        "Reported-by", "Discovered-by", "Found-by", "Noticed-by", "Pointed-out-by", "Diagnosed-by", "Bisected-by",
        "Analyzed-by", "Analysed-by", "Investigated-by", "Debugged-by",
        "Suggested-by", "Proposed-by", "Requested-by", "Inspired-by", "Helped-by", "Assisted-by", "Mentored-by",
        "Based-on-patch-by", "Based-on-a-patch-by", "Thanks-to",
        "Cc", "Fixes", "Closes", "Resolves", "Refs", "Ref", "Bug", "Issue", "Link", "See-also", "Reviewed-on",
        "Change-Id",
    ]

    /// Keys after which a number or an address may follow without a colon.
    static let withoutColon: Set<String> = ["fixes", "closes", "resolves", "refs", "ref", "bug", "issue"]

    /// Lower-case keys with git's spelling of them.
    static let spelling = Dictionary(uniqueKeysWithValues: names.map { ($0.lowercased(), $0) })
    static let longest = spelling.keys.map(\.utf8.count).max() ?? 0
}
