/// A licence found in a file.
public struct LicenceMatch: Sendable, Equatable {
    /// How the file names the licence. Kept apart, because a mention in prose says nothing about the file.
    public enum Kind: String, Sendable, CaseIterable {
        /// The whole text of a licence.
        case text
        /// A sentence that puts the file under a licence.
        case notice
        /// A line `SPDX-License-Identifier`.
        case tag
        /// A field of a package's manifest.
        case manifest
        /// The licence's address, or the name of a file that holds it.
        case reference
        /// A mention that puts nothing under the licence.
        case prose
    }

    public var kind: Kind
    /// An SPDX expression. For a text that differs from a licence in more than form: `LicenseRef-modified-` and the licence's id.
    public var expression: String
    /// Other ids of the list that have the same text.
    public var sameText: [String]
    /// The first and the last line, from 1.
    public var lines: ClosedRange<Int>
    /// The share of the file's words that belong to the match, 0 to 1.
    public var coverage: Double
    /// The share of the licence's words that stand in the file, 0 to 1. 1 for what is no text.
    public var completeness: Double
    /// What differs from the licence's text. Empty for an exact text and for what is no text.
    public var differences: LicenceDifferences
    /// The licence that a modified text was made from.
    public var base: String?

    public var isModified: Bool { base != nil }
}

/// The words in which a text differs from a licence.
public struct LicenceDifferences: Sendable, Equatable {
    /// How many words of the licence are missing, and how many were put in.
    public var distance: Int
    /// Words that the licence does not have, as the file spells them; at most 20 pieces.
    public var added: [String]
    /// Words of the licence that the file does not have; at most 20 pieces.
    public var missing: [String]

    public static let none = LicenceDifferences(distance: 0, added: [], missing: [])
}
