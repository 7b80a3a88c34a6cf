import Foundation

/// The repository as its owner keeps it. It is asked for its layout and its refs, and never for its history.
struct GitSource: Sendable {
    let git: GitProgram
    let location: String
    /// Its git folder.
    let folder: String
    let objectFormat: ObjectFormat
    /// Where its objects are; another folder for a linked working tree.
    let objects: String
    /// The commits at which a shallow repository was cut off.
    let shallow: Set<String>

    /// Finds the git folder at `path` itself; the folders above it are not searched.
    init(path: String, git: GitProgram, interruption: Interruption) throws {
        let folder: String
        if FileManager.default.fileExists(atPath: path + "/.git") {
            folder = path + "/.git"
        } else if FileManager.default.fileExists(atPath: path + "/HEAD") {
            folder = path
        } else {
            throw GitFailure(FileManager.default.fileExists(atPath: path) ? .notARepository : .notFound, at: path)
        }
        // The path comes last: it is the only part of the answer that may hold a line feed.
        let layout = try git.textAnswer(
            git.command(
                ["rev-parse", "--path-format=absolute", "--show-object-format", "--git-common-dir"], in: folder),
            at: path, interruption: interruption
        ).text.split(separator: "\n", maxSplits: 1)
        guard layout.count == 2, let format = ObjectFormat(rawValue: String(layout[0])) else {
            throw GitFailure(.unsupported, at: path, detail: "unknown layout")
        }
        let common = String(layout[1].dropLast())
        self.git = git
        self.folder = folder
        location = path
        objectFormat = format
        objects = common + "/objects"
        let cuts = (try? String(contentsOfFile: common + "/shallow", encoding: .utf8)) ?? ""
        shallow = Set(cuts.split(whereSeparator: \.isNewline).map(String.init))
        guard FileManager.default.isReadableFile(atPath: objects) else {
            throw GitFailure(.damaged, at: path, detail: "its folder of objects cannot be read")
        }
    }

    /// The names of all refs with the objects that they name, `HEAD` apart.
    func refs(interruption: Interruption) throws -> [(name: String, target: String)] {
        let listing = try git.answer(
            git.command(["for-each-ref", "--format=%(objectname) %(refname)"], in: folder), at: location,
            interruption: interruption
        ).output
        return listing.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            return (
                name: line[(blank + 1)...].withUnsafeBytes(PathText.readable),
                target: String(decoding: line[..<blank], as: UTF8.self)
            )
        }
    }

    /// The branch that `HEAD` stands for, and the object that a detached `HEAD` names.
    func head(interruption: Interruption) throws -> (branch: String?, object: String?) {
        let symbolic = try git.answer(
            git.command(["symbolic-ref", "-q", "HEAD"], in: folder), at: location, interruption: interruption,
            accepting: [0, 1])
        if symbolic.status == 0 {
            return (symbolic.output.dropLast().withUnsafeBytes(PathText.readable), nil)
        }
        let detached = try git.textAnswer(
            git.command(["rev-parse", "-q", "--verify", "HEAD"], in: folder), at: location, interruption: interruption,
            accepting: [0, 1, 128])
        return (nil, detached.status == 0 ? String(detached.text.dropLast()) : nil)
    }
}

/// How object names are made.
public enum ObjectFormat: String, Sendable {
    case sha1
    case sha256

    /// The number of hexadecimal digits of a name.
    public var digits: Int { self == .sha1 ? 40 : 64 }
}
