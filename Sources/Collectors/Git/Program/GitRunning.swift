extension GitProgram {
    /// Runs a command whose answer is short, and gives its output back.
    ///
    /// - Parameter accepting: the exit statuses that are an answer and not a failure.
    /// - Throws: `GitFailure`; also when the answer is longer than `longest` bytes.
    func answer(
        _ command: Command, at location: String, interruption: Interruption, accepting: Set<Int32> = [0],
        longest: Int = 64 << 20, input: [UInt8] = []
    ) throws -> (output: [UInt8], status: Int32) {
        do {
            var input: [UInt8]? = input.isEmpty ? nil : input
            let child = try ChildProcess(command, interruption: interruption) {
                defer { input = nil }
                return input.map { .bytes($0) } ?? .end
            }
            var output: [UInt8] = []
            try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
                while true {
                    let count = try child.read(into: buffer)
                    if count == 0 { return }
                    output.append(contentsOf: buffer[..<count])
                    if output.count > longest {
                        throw GitFailure(.unexpected, at: location, detail: "an answer of more than \(longest) bytes")
                    }
                }
            }
            let ending = try child.finish()
            guard let status = ending.status, accepting.contains(status) else { throw GitFailure(ending, at: location) }
            return (output, status)
        } catch let failure as ProcessFailure {
            throw GitFailure(failure, at: location)
        }
    }

    /// The same as text.
    func textAnswer(
        _ command: Command, at location: String, interruption: Interruption, accepting: Set<Int32> = [0]
    ) throws -> (text: String, status: Int32) {
        let (output, status) = try answer(command, at: location, interruption: interruption, accepting: accepting)
        return (String(decoding: output, as: UTF8.self), status)
    }
}
