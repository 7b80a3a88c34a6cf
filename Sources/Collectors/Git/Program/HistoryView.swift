import Foundation

/// A bare repository of our own that borrows the objects of another.
///
/// It has no refs, and its configuration is ours, so nothing that the other's owner configured has a say in how
/// its history is read. Grafts and replacements stay behind as well.
struct HistoryView: Sendable {
    let folder: String
    let location: String
    let objectFormat: ObjectFormat

    /// Makes the view in `folder`, or brings the one that is there up to date.
    init(of source: GitSource, in folder: String) throws(GitFailure) {
        self.folder = folder
        location = source.location
        objectFormat = source.objectFormat
        do {
            for part in ["/objects/info", "/refs"] {
                try FileManager.default.createDirectory(atPath: folder + part, withIntermediateDirectories: true)
            }
            try Self.write("ref: refs/heads/none\n", to: folder + "/HEAD")
            try Self.write(Self.configuration(source.objectFormat), to: folder + "/config")
            let objects = source.objects.contains("\n") ? PathText.quoted(Array(source.objects.utf8)) : source.objects
            try Self.write(objects + "\n", to: folder + "/objects/info/alternates")
        } catch {
            throw GitFailure(writing: error, at: location)
        }
        try cut(at: source.shallow)
    }

    /// Makes git take these commits for commits without parents.
    func cut(at commits: Set<String>) throws(GitFailure) {
        let path = folder + "/shallow"
        do {
            if !commits.isEmpty {
                try Self.write(commits.sorted().joined(separator: "\n") + "\n", to: path)
            } else if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        } catch {
            throw GitFailure(writing: error, at: location)
        }
    }

    static func configuration(_ format: ObjectFormat) -> String {
        switch format {
        case .sha1: "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        case .sha256: "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n"
        }
    }

    /// Replaces a file in one step, unless it says the same already.
    static func write(_ text: String, to path: String) throws {
        let data = Data(text.utf8)
        if FileManager.default.contents(atPath: path) == data { return }
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}

extension GitFailure {
    /// A failure to write to the data folder.
    init(writing error: any Error, at location: String) {
        let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
        self.init(
            isFull ? .diskFull : .system, at: location,
            detail: "the data folder cannot be written: \(error.localizedDescription)")
    }
}
