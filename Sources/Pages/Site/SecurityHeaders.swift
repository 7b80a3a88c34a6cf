/// The headers on every answer, pages, data, assets and errors alike.
enum SecurityHeaders {
    static let all: [(name: String, value: String)] = [
        // Nothing but this site's own stylesheet, images and forms: no script at all, no frame, no style attribute.
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
                + "frame-ancestors 'none'; base-uri 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        // Addresses hold selections; they are no business of the sites that a page links to.
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
}
