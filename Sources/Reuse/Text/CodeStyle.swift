/// How comments and texts are written in a family of languages.
struct CodeStyle: Sendable {
    /// What begins a comment up to the end of the line.
    let lineComments: [[UInt8]]
    /// What begins and ends a comment over lines.
    let blockComments: [(begin: [UInt8], end: [UInt8])]
    /// The signs around texts.
    let quotes: [UInt8]
    /// Three quotes begin a text of several lines.
    let hasTripleQuotes: Bool

    private init(_ line: [String], _ block: [(String, String)] = [], quotes: String = "\"'", triple: Bool = false) {
        lineComments = line.map { Array($0.utf8) }
        blockComments = block.map { (begin: Array($0.0.utf8), end: Array($0.1.utf8)) }
        self.quotes = Array(quotes.utf8)
        hasTripleQuotes = triple
    }

    static let c = CodeStyle(["//"], [("/*", "*/")], quotes: "\"'`")
    static let hash = CodeStyle(["#"])
    static let python = CodeStyle(["#"], triple: true)
    static let php = CodeStyle(["//", "#"], [("/*", "*/")])
    static let dashes = CodeStyle(["--"], [("/*", "*/"), ("{-", "-}"), ("--[[", "]]")])
    static let semicolon = CodeStyle([";"], [("#|", "|#")], quotes: "\"")
    static let percent = CodeStyle(["%"], quotes: "\"")
    static let fortran = CodeStyle(["!"])
    static let pascal = CodeStyle(["//"], [("{", "}"), ("(*", "*)")], quotes: "'")
    static let basic = CodeStyle(["'"], quotes: "\"")
    static let markup = CodeStyle([], [("<!--", "-->"), ("/*", "*/"), ("{#", "#}")], quotes: "\"")

    /// The style by what stands behind the last dot of a file's name, in small letters.
    init(fileExtension: String) {
        self = Self.byExtension[fileExtension] ?? .c
    }

    private static let byExtension: [String: CodeStyle] = {
        var styles: [String: CodeStyle] = [:]
        func set(_ endings: String, _ style: CodeStyle) { for ending in endings.split(separator: " ") { styles[String(ending)] = style } }
        set("py pyi pyx", python)
        set("rb pl pm t r jl sh bash zsh fish ps1 psm1 tcl awk nim ex exs coffee", hash)
        set("php", php)
        set("sql lua hs lhs elm ada adb ads vhd vhdl", dashes)
        set("clj cljs lisp cl el scm rkt asm s", semicolon)
        set("erl hrl", percent)
        set("f f90 f95 for", fortran)
        set("pas pp ml mli fs fsx", pascal)
        set("vb bat cmd", basic)
        set("html htm xhtml vue svelte njk hbs ejs j2 jinja erb", markup)
        return styles
    }()
}
