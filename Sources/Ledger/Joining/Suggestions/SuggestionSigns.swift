/// A weaker sign that two accounts are one person's, with what it is worth alone.
///
/// The worths are chosen, not learned; `Benchmarks/people/matching --verbose` shows how often each was right on a history with a
/// mailmap.
enum Sign: UInt8, CaseIterable {
    case sameName, sameLetters, nameOrder, initials
    case sameLogin, loginInAddress, sameMailbox, nameIsHandle, handleOfName, initialsHandle
    case sameOrganisation, sameDomain

    var name: String {
        switch self {
        case .sameName: "same name"
        case .sameLetters: "same name in other letters"
        case .nameOrder: "same name in another order"
        case .initials: "initials"
        case .sameLogin: "same user name at two forges"
        case .loginInAddress: "user name in the address"
        case .sameMailbox: "same beginning of the address"
        case .nameIsHandle: "name is a user name"
        case .handleOfName: "user name made of the name"
        case .initialsHandle: "user name made of initial and name"
        case .sameOrganisation: "same organisation"
        case .sameDomain: "same rare domain"
        }
    }

    var weight: Double {
        switch self {
        case .sameName: 0.85
        case .sameLetters: 0.8
        case .nameOrder: 0.75
        case .initials: 0.35
        case .sameLogin: 0.65
        case .loginInAddress: 0.55
        case .sameMailbox: 0.5
        case .nameIsHandle: 0.55
        case .handleOfName: 0.5
        case .initialsHandle: 0.25
        case .sameOrganisation: 0.3
        case .sameDomain: 0.3
        }
    }

    /// It says something only beside another.
    var isContext: Bool { self == .sameOrganisation || self == .sameDomain }

    /// The sign in words.
    func words(_ a: SuggestionSource.Account, _ b: SuggestionSource.Account) -> String {
        switch self {
        case .sameName: "Both are called \(a.shownName)."
        case .sameLetters: "“\(a.shownName)” and “\(b.shownName)” are one name in other letters."
        case .nameOrder: "“\(a.shownName)” and “\(b.shownName)” have the same words in another order."
        case .initials: "“\(a.shownName)” and “\(b.shownName)” differ by an initial."
        case .sameLogin: "\(a.source) and \(b.source) know both by the user name \(a.login ?? "")."
        case .loginInAddress: "The address of one begins with \(a.mailbox ?? b.mailbox ?? ""), the user name of the other."
        case .sameMailbox: "Both addresses begin with \(a.mailbox ?? "")."
        case .nameIsHandle: "The name of one is a user name of the other: \(a.name.words.count == 1 ? a.shownName : b.shownName)."
        case .handleOfName: "A user name of one is the name of the other: \(a.name.isFull ? a.shownName : b.shownName)."
        case .initialsHandle: "A user name of one is initial and name of the other."
        case .sameOrganisation: "Both contributed for the same organisation."
        case .sameDomain: "Both addresses end with \(a.domain ?? ""), which few use."
        }
    }
}

/// How rarely something is shared decides what sharing it says.
enum Rarity {
    /// More people than this have nothing in common by it.
    static let most = 8

    /// Of a full name: one person with several addresses looks like several people of one name, and is the likelier case
    /// where few have it.
    static func nameFactor(_ people: Int) -> Double { people <= 4 ? 1 : people <= most ? 0.95 : 0 }

    /// - Parameter people: of whom the sign is true, two at least.
    static func factor(_ people: Int) -> Double {
        switch people {
        case ...2: 1
        case 3: 0.9
        case 4: 0.75
        case 5: 0.6
        case 6...most: 0.4
        default: 0
        }
    }
}
