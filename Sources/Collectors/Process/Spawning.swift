import Glibc

/// The ends of a child's three streams that this process holds.
///
/// They are sockets, so that writing to a child that is gone is an error and not a signal.
struct ChildStreams {
    var input: Int32
    var output: Int32
    var errors: Int32

    func close() {
        for descriptor in [input, output, errors] where descriptor >= 0 { Glibc.close(descriptor) }
    }
}

extension Command {
    /// Starts the program in a process group of its own, with default signals and no descriptor but its three streams.
    func spawn() throws(ProcessFailure) -> (child: pid_t, streams: ChildStreams) {
        var ours = ChildStreams(input: -1, output: -1, errors: -1)
        var theirs = ours
        defer { theirs.close() }
        do {
            (ours.input, theirs.input) = try Self.pair()
            (ours.output, theirs.output) = try Self.pair()
            (ours.errors, theirs.errors) = try Self.pair()
            return (try start(theirs), ours)
        } catch {
            ours.close()
            throw error
        }
    }

    private func start(_ streams: ChildStreams) throws(ProcessFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
        posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, 2)
        for descriptor in Self.inheritable() { posix_spawn_file_actions_addclose(&actions, descriptor) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A server ignores SIGPIPE and children inherit that; with the default a child ends when nobody reads it.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var child: pid_t = 0
        let words = bounded
        let code = Self.withCStrings(words) { argv in
            Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawnp(&child, words[0], &actions, &attributes, argv, envp)
            }
        }
        if code == ENOENT || code == EACCES { throw .notInstalled(program: program) }
        guard code == 0 else { throw .refused(call: "posix_spawn", code: code) }
        return child
    }

    /// The program and its arguments, behind util-linux's `prlimit` where memory is bounded: a limit that this process set after the start
    /// would come too late for what the child starts at once.
    private var bounded: [String] {
        (memoryLimit.map { ["prlimit", "--as=\($0)"] } ?? []) + [program] + arguments
    }

    /// Two connected sockets, both above the standard descriptors so that the child's streams never overwrite them.
    private static func pair() throws(ProcessFailure) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .refused(call: "socketpair", code: errno)
        }
        for index in ends.indices where ends[index] < 3 {
            let moved = fcntl(ends[index], F_DUPFD_CLOEXEC, 3)
            let code = errno
            close(ends[index])
            ends[index] = moved
            if moved < 0 {
                for end in ends where end >= 0 { close(end) }
                throw .refused(call: "fcntl", code: code)
            }
        }
        for end in ends {
            // More room saves switches between the two processes; the system may give less.
            var room: Int32 = 1 << 18
            setsockopt(end, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        }
        return (ends[0], ends[1])
    }

    /// Descriptors that other parts of the program opened without closing them for children.
    private static func inheritable() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var found: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let descriptor = Int32(name), descriptor > 2 else { continue }
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 && flags & FD_CLOEXEC == 0 { found.append(descriptor) }
        }
        return found
    }

    private static func withCStrings<T>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
    ) -> T {
        let copies = strings.map { strdup($0) } + [nil]
        defer { copies.forEach { free($0) } }
        return copies.withUnsafeBufferPointer { buffer in
            // The buffer holds at least the closing nil, so it has an address.
            body(buffer.baseAddress!)
        }
    }
}
