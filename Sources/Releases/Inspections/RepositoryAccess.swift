import Collectors
import Foundation
import Inspection
import Ledger
import PackReader
import Store

/// Where a repository that a case names can be read by the server, or why it cannot.
///
/// A case is filled in by anybody who may ask, so its address is not simply followed: the server reads what the office collects already,
/// and copies by https from servers from which it collects. Everything else is refused with a sentence that says what to do.
struct RepositoryAccess: Sendable {
    let store: any SQLStore
    /// The folder of the installation's data.
    let dataFolder: String

    enum Place: Sendable, Hashable {
        /// A repository on this machine, read where it lies.
        case folder(String)
        /// An address that is copied into a folder; `mirror` is the copy of the last collection, if there is one.
        case remote(RemoteAddress, copy: String, mirror: String?)
    }

    /// Why a repository is not looked at, said to the person who named it.
    struct Refusal: Error, Sendable, Hashable {
        let sentence: String
    }

    /// What the address of a case leads to.
    ///
    /// - Returns: the one spelling of the address, and where the repository is.
    func place(of text: String) async throws -> (key: String, place: Place) {
        guard let key = PublicationLocation.key(text) else {
            throw Refusal(
                sentence: "“\(text.prefix(200))” is not the address of a repository. "
                    + "Write one such as https://forge.example/group/name.")
        }
        let repositories = try await store.read { try $0.repositories() }.filter { $0.kind == "git" }
        let known = repositories.first { PublicationLocation.key($0.location) == key }
        if let known { return (key, try place(of: known, key: key)) }
        let hosts = Set(repositories.compactMap { Self.host(of: $0.location) })
        guard text.lowercased().hasPrefix("https://"), let host = Self.host(of: key) else {
            throw Refusal(
                sentence: "Steward does not collect “\(key)”. Give an https address, or have it collected once: steward collect \(key)")
        }
        guard hosts.contains(host) else {
            let from = hosts.isEmpty ? "no server yet" : hosts.sorted().prefix(10).joined(separator: ", ")
            throw Refusal(
                sentence: "Steward copies only from servers from which it collects (\(from)), and \(host) is none. "
                    + "Have the repository collected once: steward collect \(key)")
        }
        do throws(GitFailure) {
            guard case .remote(let address) = try GitLocation(key) else { throw GitFailure(.notFound, at: key) }
            return (key, .remote(address, copy: copyFolder(key), mirror: nil))
        } catch {
            throw Refusal(sentence: error.description)
        }
    }

    private func place(of repository: Ledger.Repository, key: String) throws -> Place {
        do throws(GitFailure) {
            switch try GitLocation(repository.location) {
            case .folder(let path): return .folder(path)
            case .remote(let address):
                let mirror = "\(dataFolder)/git/\(repository.id)/mirror.git"
                let isThere = FileManager.default.fileExists(atPath: mirror + "/HEAD")
                return .remote(address, copy: copyFolder(key), mirror: isThere ? mirror : nil)
            }
        } catch {
            throw Refusal(sentence: error.description)
        }
    }

    /// `forge.example:8443` of an address with a scheme, in small letters; nil for a path.
    static func host(of location: String) -> String? {
        guard let key = PublicationLocation.key(location), let separator = key.firstRange(of: "://"), !key.hasPrefix("file:") else {
            return nil
        }
        let host = key[separator.upperBound...].prefix { $0 != "/" }
        return host.isEmpty ? nil : String(host)
    }

    private func copyFolder(_ key: String) -> String {
        "\(dataFolder)/releases/copies/\(InspectionDocument.digest(key).prefix(40)).git"
    }

    /// The commit at `HEAD`, or nil when it cannot be read or there is none.
    static func head(of folder: String) -> String? {
        guard let repository = try? PackReader.Repository(at: folder), let head = try? repository.head() else { return nil }
        if let object = head.object { return object.description }
        guard let name = head.ref, let references = try? repository.references() else { return nil }
        return references.first { $0.name == name }?.target.description
    }
}
