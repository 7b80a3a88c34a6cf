import Foundation
import Glibc
import Synchronization

/// Waits for connections on a free port of this machine, and serves each in a thread of its own.
final class LoopbackListener: Sendable {
    let port: Int
    private let listener: Int32
    private let open = Mutex<Set<Int32>>([])
    private let count = Mutex(0)

    /// How many connections there were.
    var accepted: Int { count.withLock { $0 } }

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, size) = (listener, length)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// - Parameter serve: called for each connection, which is closed when it returns.
    func start(_ serve: @escaping @Sendable (Int32) -> Void) {
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                // Only this thread closes the listener: closed by another, its number could belong to a new server already.
                guard connection >= 0, let self else {
                    if connection >= 0 { close(connection) }
                    close(listener)
                    return
                }
                self.open.withLock { _ = $0.insert(connection) }
                self.count.withLock { $0 += 1 }
                Thread.detachNewThread {
                    serve(connection)
                    self.open.withLock { open in
                        open.remove(connection)
                        close(connection)
                    }
                }
            }
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    /// Reads what came; false when the other side hung up.
    static func read(_ connection: Int32, into buffer: inout [UInt8]) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = recv(connection, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer += bytes[..<count]
        return true
    }

    /// Sends all of it; false when the other side hung up.
    static func write(_ bytes: [UInt8], on connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
