/// A name for an object.
public struct Reference: Sendable, Hashable {
    public let name: String
    public let target: ObjectID
}

/// Reads the names that a repository gives to objects: one file each, and one file for many.
struct ReferenceReader {
    let common: String
    let nameSize: Int

    private static let deepest = 32

    /// All refs, sorted by name. A file that holds no object's name, and a symbolic ref that leads nowhere, is left out.
    func all() throws(PackError) -> [Reference] {
        var targets = try packed()
        var symbolic: [(name: String, target: String)] = []
        gather("refs", depth: 0, into: &targets, &symbolic)
        for (name, target) in symbolic {
            targets[name] = resolve(target, targets, symbolic)
        }
        return targets.sorted { $0.key < $1.key }.map { Reference(name: $0.key, target: $0.value) }
    }

    private func packed() throws(PackError) -> [String: ObjectID] {
        var targets: [String: ObjectID] = [:]
        guard let text = try Files.text(common + "/packed-refs", atMost: 1 << 30) else { return targets }
        for line in text.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix("^") {
            guard let blank = line.firstIndex(of: " "), let id = ObjectID(line[..<blank]), id.size == nameSize else {
                continue
            }
            targets[String(line[line.index(after: blank)...])] = id
        }
        return targets
    }

    private func gather(
        _ name: String, depth: Int, into targets: inout [String: ObjectID],
        _ symbolic: inout [(name: String, target: String)]
    ) {
        guard depth < Self.deepest else { return }
        for part in Files.names(in: common + "/" + name) ?? [] {
            let inner = name + "/" + part
            switch Files.sort(of: common + "/" + inner) {
            case .folder: gather(inner, depth: depth + 1, into: &targets, &symbolic)
            case .file:
                guard !part.hasSuffix(".lock"), let text = try? Files.text(common + "/" + inner, atMost: 1 << 16) else {
                    continue
                }
                if text.hasPrefix("ref:") {
                    symbolic.append((inner, text.dropFirst(4).trimmed))
                } else if let id = ObjectID(text.trimmed.prefix(nameSize * 2)), id.size == nameSize {
                    targets[inner] = id
                }
            case .nothing: break
            }
        }
    }

    private func resolve(
        _ target: String, _ targets: [String: ObjectID], _ symbolic: [(name: String, target: String)]
    ) -> ObjectID? {
        var target = target
        for _ in 0..<5 {
            if let id = targets[target] { return id }
            guard let next = symbolic.first(where: { $0.name == target }) else { return nil }
            target = next.target
        }
        return nil
    }

    /// What `HEAD` holds: the name of a ref, or of an object.
    func head(in folder: String) throws(PackError) -> (ref: String?, object: ObjectID?) {
        let text = (try Files.text(folder + "/HEAD", atMost: 1 << 16) ?? "").trimmed
        if text.hasPrefix("ref:") { return (text.dropFirst(4).trimmed, nil) }
        return (nil, ObjectID(text))
    }
}
