/// Something drawn, with the table that says the same in words.
public protocol Drawing: Sendable {
    /// Unique on the page.
    var id: String { get }
    var title: String { get }
    /// The drawing itself and its legend.
    var picture: HTML { get }
    /// What a reader has to know to read it rightly, such as what was left out.
    var remarks: [String] { get }
    /// The values behind the drawing.
    var table: Table { get }
}

/// A drawing with its caption, its remarks, its table and the links that every figure has.
public struct ChartFigure: Sendable {
    let drawing: any Drawing
    let links: [Link]

    /// Such as the definition, the rows, and the data as CSV and JSON.
    public struct Link: Sendable {
        public let title: String
        public let address: SafeURL

        public init(_ title: String, _ address: SafeURL) {
            self.title = title
            self.address = address
        }
    }

    public init(_ drawing: any Drawing, links: [Link] = []) {
        self.drawing = drawing
        self.links = links
    }

    /// The links that every measure has, in the order in which every page shows them.
    public static func links(definition: SafeURL? = nil, rows: SafeURL? = nil, csv: SafeURL?, json: SafeURL?) -> [Link] {
        [("Definition", definition), ("Rows", rows), ("CSV", csv), ("JSON", json)].compactMap { title, address in
            address.map { Link(title, $0) }
        }
    }

    public var html: HTML {
        """
        <figure class="chart-figure" id="\(drawing.id)">
        <figcaption>\(drawing.title)</figcaption>
        \(drawing.picture)
        \(drawing.remarks.map { "<p class=\"remark\">\($0)</p>\n" as HTML })\
        <div class="figure-foot">
        <details><summary>Data table</summary>\(drawing.table.html)</details>
        \(links.isEmpty ? "" : "<ul>\(links.map { "<li><a href=\"\($0.address)\" aria-label=\"\($0.title): \(drawing.title)\">\($0.title)</a></li>" as HTML })</ul>" as HTML)
        </div>
        </figure>
        """
    }
}
