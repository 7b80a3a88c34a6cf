import Pages

/// In this feature a table is one on a page: it declares no tables of the store.
typealias Table = Pages.Table
