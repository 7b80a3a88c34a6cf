import Glibc
import NIOCore

/// Why the server cannot listen, and what to do.
public enum ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another program listens there.
    case portInUse(host: String, port: Int)
    /// The system does not let this user listen there.
    case notAllowed(host: String, port: Int)
    /// The name or address is not one of this machine's.
    case unknownHost(String)

    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "Cannot listen on \(host), port \(port): another program does already. Choose another port with --port, or stop that program."
        case .notAllowed(let host, let port):
            "Cannot listen on \(host), port \(port): the system does not allow it. Ports below 1024 need more rights; choose another with --port."
        case .unknownHost(let host):
            "Cannot listen on \(host): it is not a name or address of this machine. Choose another with --host."
        }
    }

    /// Nil for an error that is not about the address.
    init?(_ error: any Error, host: String, port: Int) {
        if error is SocketAddressError || error is SocketAddressError.UnknownHost {
            self = .unknownHost(host)
            return
        }
        guard let error = error as? IOError else { return nil }
        switch error.errnoCode {
        case EADDRINUSE: self = .portInUse(host: host, port: port)
        case EACCES, EPERM: self = .notAllowed(host: host, port: port)
        case EADDRNOTAVAIL: self = .unknownHost(host)
        default: return nil
        }
    }
}
