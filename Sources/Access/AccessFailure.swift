/// Why something about users, roles, sessions or tokens was not done; said for the person who asked.
public enum AccessFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name or the password is wrong; which of them is never said.
    case wrongPassword
    /// Too many attempts; how many seconds to wait.
    case tooManyAttempts(seconds: Int64)
    /// More people sign in at once than the machine can check.
    case busy
    /// An invitation that was used, ended or never made.
    case noInvitation
    case noCryptography
    /// Something given is not as it must be; the field and what is allowed.
    case invalid(field: String, allowed: String)
    /// A name that somebody else has.
    case taken(field: String, value: String)
    /// Nothing of that kind has that name or number.
    case notFound(kind: String, value: String)
    /// What a standard role is cannot be changed.
    case standardRole(String)
    /// Nobody would be left who can manage users.
    case lastAdministrator
    /// The provider vouched for somebody who has no user here and may not get one.
    case notAdmitted(String)
    /// The provider vouched for somebody who is another user here.
    case linkedToAnother

    public var description: String {
        switch self {
        case .wrongPassword: "The name or the password is wrong."
        case .tooManyAttempts(let seconds):
            "There were too many attempts. Wait \(seconds < 120 ? "\(max(1, seconds)) seconds" : "\((seconds + 59) / 60) minutes") and try again."
        case .busy: "Too many people sign in at this moment. Try again in a few seconds."
        case .noInvitation: "This invitation was used, has ended, or was never made. Ask for a new one."
        case .noCryptography: "This machine gives no random bytes or no memory for a digest (libcrypto)."
        case .invalid(let field, let allowed): "The \(field) is not allowed: give \(allowed)."
        case .taken(let field, let value): "The \(field) “\(value)” is taken."
        case .notFound(let kind, let value): "There is no \(kind) “\(value)”."
        case .standardRole(let name): "The role “\(name)” comes with Steward and cannot be changed. Make one of your own."
        case .lastAdministrator: "Nobody would be left who can manage users. Make another administrator first."
        case .notAdmitted(let label): "“\(label)” has no user here. Ask an administrator for an invitation."
        case .linkedToAnother: "Another user of this installation signs in with that identity."
        }
    }
}
