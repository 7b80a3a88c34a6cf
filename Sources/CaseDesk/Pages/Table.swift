import Pages

/// The kit's table; the store has tables of its own.
typealias Table = Pages.Table
