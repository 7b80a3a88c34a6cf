import Foundation
import Testing

@testable import Collectors

@Suite("Paths and addresses of repositories")
struct LocationTests {
    private func reason(_ text: String) -> GitFailure.Reason? {
        do throws(GitFailure) {
            _ = try GitLocation(text)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("a path is made absolute; nothing at a path is said so")
    func paths() throws {
        #expect(try GitLocation("  /usr/../usr \n") == .folder(path: "/usr"))
        #expect(reason("/no/such/folder") == .notFound)
        #expect(reason("no-such-folder") == .notFound)
        #expect(reason("") == .emptyPath && reason(" \n") == .emptyPath)
    }

    @Test("a folder whose name looks like an address is a folder")
    func folderFirst() throws {
        let folder = try TestRepository.temporaryFolder() + "/host:project"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(try GitLocation(folder) == .folder(path: folder))
    }

    @Test(
        "what would start a program, or be taken for an option, is refused",
        arguments: [
            "ext::sh -c evil", "fd::17", "foo::bar", "--upload-pack=evil", "-x", "sftp://example.org/x", "ext://x",
            "ssh://-oProxyCommand=evil/x", "ssh://a@-oProxyCommand=evil/x", "-oProxyCommand=evil:x",
            "a@-oProxyCommand=evil:x", "https://example.org/a\nb",
        ])
    func refused(text: String) {
        guard case .refusedTransport = reason(text) else {
            Issue.record("\(text) was not refused")
            return
        }
    }

    @Test(
        "addresses are shown without credentials",
        arguments: [
            ("https://example.org/a/b.git", "https://example.org/a/b.git"),
            ("https://ada:s%65cret@example.org:8443/b.git?x", "https://example.org:8443/b.git?x"),
            ("HTTPS://token@example.org/b", "https://example.org/b"),
            ("ssh://git@example.org:22/b.git", "ssh://git@example.org:22/b.git"),
            ("ssh://git:secret@example.org/b.git", "ssh://git@example.org/b.git"),
            ("git@example.org:group/b.git", "git@example.org:group/b.git"), ("example.org:b", "example.org:b"),
            ("git://example.org/b", "git://example.org/b"), ("file:///srv/b.git", "file:///srv/b.git"),
        ])
    func addresses(text: String, shown: String) throws {
        let location = try GitLocation(text)
        guard case .remote(let address) = location else {
            Issue.record("\(text) is not an address")
            return
        }
        #expect(location.description == shown && address.description == shown)
    }

    @Test("credentials become a header for their own host, and appear in no failure")
    func credentials() throws {
        guard case .remote(let address) = try GitLocation("https://ada:p%40ss@example.org/b") else { return }
        #expect(address.authorization == "Authorization: Basic YWRhOnBAc3M=")
        #expect(address.origin == "https://example.org/")
        guard case .remote(let token) = try GitLocation("https://token@example.org/b") else { return }
        #expect(token.authorization == "Authorization: Basic dG9rZW46")
        #expect(throws: GitFailure(.refusedTransport("ftps://"), at: "ftps://example.org/b")) {
            try GitLocation("ftps://ada:secret@example.org/b")
        }
    }

    @Test(
        "base 64 with every kind of ending",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func base64(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
    }

    @Test("each failure says what happened and what to do")
    func failures() {
        let reasons: [GitFailure.Reason] = [
            .emptyPath, .notFound, .notARepository, .refusedTransport("x"), .noAccess, .unreachable, .dubious, .damaged,
            .unsupported, .diskFull, .gitMissing, .cancelled, .timedOut, .system, .unexpected,
        ]
        let texts = reasons.map { GitFailure($0, at: "/srv/x.git", detail: "fatal: x").description }
        #expect(Set(texts).count == reasons.count)
        #expect(texts.allSatisfy { $0.hasSuffix(".") && $0.contains("The reason given: fatal: x.") })
    }

    @Test("git that is not installed is a failure of its own")
    func noGit() throws {
        let repository = try TestRepository()
        #expect(throws: GitFailure(.gitMissing, at: repository.path, detail: "no-such-git was not found")) {
            try GitCommandReader(
                .folder(path: repository.path), workspace: repository.folder + "/w", excludedRefs: [],
                git: GitProgram(program: "no-such-git"), interruption: Interruption())
        }
    }
}
