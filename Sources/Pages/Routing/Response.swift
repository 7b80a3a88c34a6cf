/// What a handler answers with; the site adds the frame, the form that was asked for, and all headers.
public struct Response: Sendable {
    enum Content: Sendable {
        case page(Page)
        case data(json: @Sendable () -> JSON, csv: (@Sendable () -> CSV)?)
        case file(type: String, bytes: [UInt8])
        case redirect(SafeURL)
        case problem(Problem)
    }

    enum Caching: Sendable {
        /// Kept by the reader's browser and asked about each time.
        case revalidated
        /// Never changes under this name.
        case immutable
        /// Not kept at all.
        case never
    }

    let content: Content
    let caching: Caching
    /// 200, unless what was sent is refused or only accepted for later.
    let status: Int
    /// The name, without ending, under which a browser saves a CSV file.
    let filename: String?
    /// What the browser is asked to keep.
    private(set) var cookies: [Cookie] = []

    private init(_ content: Content, caching: Caching = .revalidated, status: Int = 200, filename: String? = nil) {
        self.content = content
        self.caching = caching
        self.status = status
        self.filename = filename
    }

    /// A page for people.
    public static func page(_ page: Page) -> Response { Response(.page(page)) }

    /// Data in the form that was asked for. Only that form is made.
    ///
    /// - Parameters:
    ///   - filename: the name, without ending, under which a browser saves the CSV file; characters other than
    ///     letters, digits, dots and hyphens become hyphens.
    ///   - csv: nil for a route that answers with JSON only.
    public static func data(
        filename: String = "steward", json: @escaping @Sendable () -> JSON, csv: (@Sendable () -> CSV)? = nil
    ) -> Response {
        Response(.data(json: json, csv: csv), filename: filename)
    }

    /// A page that holds a secret or what is one person's alone: no browser and no proxy keeps it.
    public static func privatePage(_ page: Page) -> Response { Response(.page(page), caching: .never) }

    /// Sends the reader to a page of another site, such as a provider that vouches for users.
    public static func redirect(toProvider address: SafeURL) -> Response { Response(.redirect(address), caching: .never) }

    func setting(_ cookie: Cookie) -> Response {
        var response = self
        response.cookies.append(cookie)
        return response
    }

    /// The answer to a machine that sent something: 202 when it was taken for later, 200 when it is done.
    public static func taken(_ json: JSON, isDone: Bool = false) -> Response {
        Response(.data(json: { json }, csv: nil), caching: .never, status: isDone ? 200 : 202)
    }

    /// A page with what was wrong with the form on it.
    static func refused(_ page: Page) -> Response { Response(.page(page), caching: .never, status: 422) }

    /// Sends the reader to another address of this site, for now.
    public static func redirect(to address: SafeURL) -> Response { Response(.redirect(address), caching: .never) }

    /// A file that somebody uploaded: the browser saves it and never shows it as a page of this site.
    ///
    /// - Parameter name: any text; what no file system minds is left of it.
    public static func download(name: String, bytes: [UInt8]) -> Response {
        Response(.file(type: "application/octet-stream", bytes: bytes), caching: .never, filename: name)
    }

    /// A feed in Atom (RFC 4287).
    public static func feed(_ xml: [UInt8]) -> Response {
        Response(.file(type: "application/atom+xml; charset=utf-8", bytes: xml), caching: .never)
    }

    /// A picture, such as a badge.
    public static func drawing(svg: [UInt8]) -> Response {
        Response(.file(type: "image/svg+xml", bytes: svg))
    }

    static func file(type: String, bytes: [UInt8], caching: Caching) -> Response {
        Response(.file(type: type, bytes: bytes), caching: caching)
    }

    static func problem(_ problem: Problem) -> Response { Response(.problem(problem), caching: .never) }
}
