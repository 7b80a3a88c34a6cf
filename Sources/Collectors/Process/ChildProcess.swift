import Glibc

/// A running program whose output is read and whose input is fed by one thread.
///
/// Reading, feeding and listening to complaints happen in one loop around `poll`, so neither side can wait for
/// the other for ever. A child that is still running when this object goes is killed and reaped.
final class ChildProcess {
    /// What the input has to offer when the child has room for it.
    enum Feed {
        case bytes([UInt8])
        /// Nothing until more output has been read.
        case later
        case end
    }

    private let child: pid_t
    private let interruption: Interruption
    private let timeLimit: Duration?
    private let deadline: ContinuousClock.Instant?
    private var input: Int32?
    private var output: Int32?
    private var errors: Int32?
    private var feed: () -> Feed
    private var pending: ArraySlice<UInt8> = []
    private var complaint = Complaint()
    private var isReaped = false

    /// Starts `command`.
    ///
    /// - Parameter feed: asked for input whenever the child can take some.
    init(
        _ command: Command, interruption: Interruption, feed: @escaping () -> Feed = { .end }
    ) throws(ProcessFailure) {
        var streams = ChildStreams(input: -1, output: -1, errors: -1)
        child = try interruption.enter { () throws(ProcessFailure) -> pid_t in
            let started = try command.spawn()
            streams = started.streams
            return started.child
        }
        self.interruption = interruption
        self.feed = feed
        timeLimit = command.timeLimit
        deadline = command.timeLimit.map { .now + $0 }
        input = streams.input
        output = streams.output
        errors = streams.errors
    }

    deinit {
        guard !isReaped else { return }
        kill(-child, SIGKILL)
        _ = reap()
    }

    /// Waits for output and copies it into `buffer`.
    ///
    /// - Returns: the number of bytes; 0 when the child has closed its output.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ProcessFailure) -> Int {
        while let output {
            try turn(waitingFor: output)
            let count = Glibc.read(output, buffer.baseAddress, buffer.count)
            if count > 0 { return count }
            if count == 0 { close(&self.output) }
            if count < 0 && errno != EINTR && errno != EAGAIN { throw .refused(call: "read", code: errno) }
        }
        if interruption.isInterrupted { throw .interrupted }
        return 0
    }

    /// Waits for the child's end; output that was not read is given up.
    func finish() throws(ProcessFailure) -> Ending {
        close(&output)
        close(&input)
        while let errors { try turn(waitingFor: errors) }
        let status = reap()
        if interruption.isInterrupted { throw .interrupted }
        let signal = status & 0x7f
        return Ending(
            status: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
            complaint: complaint.text)
    }

    /// Feeds and listens until `awaited` has something to read, or is the error stream and was closed.
    private func turn(waitingFor awaited: Int32) throws(ProcessFailure) {
        while true {
            refill()
            var polled = [pollfd(fd: awaited, events: Int16(POLLIN), revents: 0)]
            if let errors, errors != awaited { polled.append(pollfd(fd: errors, events: Int16(POLLIN), revents: 0)) }
            if let input, !pending.isEmpty { polled.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
            let ready = poll(&polled, nfds_t(polled.count), try patience())
            if ready < 0 && errno != EINTR { throw .refused(call: "poll", code: errno) }
            guard ready > 0 else { continue }
            for entry in polled where entry.revents != 0 {
                if entry.fd == errors { listen() }
                if entry.fd == input { write() }
            }
            if polled[0].revents != 0 { return }
        }
    }

    /// Milliseconds until the time limit, -1 without one.
    private func patience() throws(ProcessFailure) -> Int32 {
        guard let deadline, let timeLimit else { return -1 }
        let left = deadline - .now
        guard left > .zero else {
            kill(-child, SIGTERM)
            throw .timedOut(after: timeLimit)
        }
        let (seconds, attoseconds) = left.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    private func refill() {
        guard input != nil, pending.isEmpty else { return }
        switch feed() {
        case .bytes(let bytes): pending = bytes[...]
        case .later: break
        case .end: close(&input)
        }
    }

    private func write() {
        guard let input else { return }
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let count = pending.withUnsafeBytes { send(input, $0.baseAddress, $0.count, flags) }
        if count > 0 {
            pending.removeFirst(count)
        } else if count < 0 && errno != EAGAIN && errno != EINTR {
            // The child does not listen any more; its ending will say why.
            close(&self.input)
            pending = []
        }
    }

    private func listen() {
        guard let errors else { return }
        let more = withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let count = Glibc.read(errors, buffer.baseAddress, buffer.count)
            if count > 0 { complaint.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
            return count > 0 || (count < 0 && errno == EINTR)
        }
        if !more { close(&self.errors) }
    }

    private func reap() -> Int32 {
        close(&input)
        close(&output)
        close(&errors)
        // The number stays taken until the second wait, so nobody else's process gets the signals of others.
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        interruption.leave(child)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        isReaped = true
        return status
    }

    private func close(_ descriptor: inout Int32?) {
        if let open = descriptor { Glibc.close(open) }
        descriptor = nil
    }
}

/// The beginning and the end of an error stream: the reason is in one of them.
private struct Complaint {
    private static let half = 4096
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let room = min(bytes.count, Self.half - head.count)
        head.append(contentsOf: bytes[..<room])
        tail.append(contentsOf: bytes[room...])
        if tail.count > Self.half { tail.removeFirst(tail.count - Self.half) }
    }

    var text: String { String(decoding: head + tail, as: UTF8.self) }
}
