/// Tells the language of a file by its name, and whether it is source code that people wrote here.
enum Language {
    /// The language of a path; nil when its name does not tell.
    static func of(_ path: String) -> String? {
        let name = fileName(path)
        if let known = names[name.lowercased()] { return known }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        return extensions[name[name.index(after: dot)...].lowercased()]
    }

    /// Whether the file is program code of the project itself: in a programming language, and neither under a
    /// folder of documentation nor under one of copies from elsewhere.
    static func isOwnSource(_ path: String) -> Bool {
        guard let language = of(path), !prose.contains(language) else { return false }
        let folders = path.split(separator: "/").dropLast()
        return !folders.contains { foreignFolders.contains($0.lowercased()) }
    }

    private static func fileName(_ path: String) -> Substring {
        path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    }

    private static let foreignFolders: Set<String> = [
        "doc", "docs", "documentation", "javadoc", "man", "examples", "example", "samples", "demos", "vendor", "vendors",
        "vendored", "third_party", "thirdparty", "third-party", "node_modules", "bower_components", "external", "extern",
        "dist", "deps", "fixtures", "testdata", "cache",
    ]

    /// Languages for reading or for data rather than for programs.
    private static let prose: Set<String> = [
        "Markdown", "reStructuredText", "AsciiDoc", "Text", "JSON", "YAML", "TOML", "XML", "CSV", "SVG", "Gettext", "INI",
    ]

    private static let names: [String: String] = [
        "makefile": "Make", "gnumakefile": "Make", "cmakelists.txt": "CMake", "dockerfile": "Dockerfile", "rakefile": "Ruby",
        "gemfile": "Ruby", "vagrantfile": "Ruby", "jenkinsfile": "Groovy", "build.bazel": "Starlark", "build": "Starlark",
        "configure.ac": "M4",
    ]

    private static let extensions: [String: String] = [
        "c": "C", "h": "C", "cc": "C++", "cpp": "C++", "cxx": "C++", "hh": "C++", "hpp": "C++", "hxx": "C++", "ipp": "C++",
        "m": "Objective-C", "mm": "Objective-C++", "swift": "Swift", "rs": "Rust", "go": "Go", "zig": "Zig", "d": "D",
        "java": "Java", "kt": "Kotlin", "kts": "Kotlin", "scala": "Scala", "groovy": "Groovy", "gradle": "Groovy", "clj": "Clojure",
        "cs": "C#", "fs": "F#", "vb": "Visual Basic", "py": "Python", "pyx": "Cython", "rb": "Ruby", "rake": "Ruby",
        "gemspec": "Ruby", "erb": "HTML", "php": "PHP", "pl": "Perl", "pm": "Perl", "t": "Perl", "lua": "Lua", "tcl": "Tcl", "r": "R",
        "jl": "Julia", "js": "JavaScript", "mjs": "JavaScript", "cjs": "JavaScript", "jsx": "JavaScript", "coffee": "CoffeeScript",
        "ts": "TypeScript", "tsx": "TypeScript", "vue": "Vue", "dart": "Dart", "html": "HTML", "htm": "HTML", "css": "CSS",
        "scss": "Sass", "sass": "Sass", "less": "Less", "sh": "Shell", "bash": "Shell", "zsh": "Shell", "fish": "Shell",
        "ps1": "PowerShell", "bat": "Batch", "cmd": "Batch", "sql": "SQL", "hs": "Haskell", "ml": "OCaml", "mli": "OCaml",
        "ex": "Elixir", "exs": "Elixir", "erl": "Erlang", "el": "Emacs Lisp", "lisp": "Lisp", "scm": "Scheme", "vim": "Vim Script",
        "asm": "Assembly", "s": "Assembly", "f": "Fortran", "f90": "Fortran", "pas": "Pascal", "ada": "Ada", "adb": "Ada", "ads": "Ada",
        "v": "Verilog", "sv": "Verilog", "vhd": "VHDL", "cu": "CUDA", "glsl": "GLSL", "proto": "Protocol Buffers", "cmake": "CMake",
        "mk": "Make", "m4": "M4", "am": "Make", "ac": "M4", "nix": "Nix", "tf": "Terraform", "awk": "Awk", "sed": "sed", "y": "Yacc",
        "l": "Lex", "md": "Markdown", "markdown": "Markdown", "rst": "reStructuredText", "adoc": "AsciiDoc", "txt": "Text",
        "json": "JSON", "yml": "YAML", "yaml": "YAML", "toml": "TOML", "xml": "XML", "csv": "CSV", "svg": "SVG", "po": "Gettext",
        "pot": "Gettext", "ini": "INI", "cfg": "INI",
    ]
}
