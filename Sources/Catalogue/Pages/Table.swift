import Pages

/// A table of a page; those of the database are `Store.Table`.
typealias Table = Pages.Table
