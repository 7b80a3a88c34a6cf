import Testing

@testable import Inspection

@Suite struct LicenceExpressionTests {
    @Test(arguments: [
        ("mit", "MIT"),
        ("(MIT OR apache-2.0)", "Apache-2.0 OR MIT"),
        ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("GPL-2.0-only+", "GPL-2.0-or-later"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("gpl-2.0-or-later with classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        ("MIT AND (MIT AND ISC)", "ISC AND MIT"),
        ("MIT AND (ISC OR Zlib)", "(ISC OR Zlib) AND MIT"),
        ("MIT OR ISC AND Zlib", "ISC AND Zlib OR MIT"),
        ("MIT or MIT", "MIT"),
        ("Apache-2.0+", "Apache-2.0+"),
        ("LicenseRef-Mine AND DocumentRef-spdx-1:LicenseRef-Other.2", "DocumentRef-spdx-1:LicenseRef-Other.2 AND LicenseRef-Mine"),
        ("BSD-2-Clause-NetBSD", "BSD-2-Clause"),
        ("MIT WITH AdditionRef-mine", "MIT WITH AdditionRef-mine"),
    ])
    func `an expression is said in one way, with current ids`(text: String, normal: String) throws {
        #expect(try LicenceExpression(text).normalised().description == normal)
        #expect(try LicenceExpression(normal).normalised().description == normal)
    }

    @Test(arguments: [
        ("", LicenceExpressionError.Reason.empty, 0),
        ("MIT OR", .endsEarly, 6),
        ("MIT ISC", .unexpected("ISC"), 4),
        ("Apache 2.0", .unknownLicence("Apache"), 0),
        ("(MIT", .endsEarly, 4),
        ("MIT)", .unexpected(")"), 3),
        ("MIT WITH Zlib", .unknownException("Zlib"), 9),
        ("Classpath-exception-2.0", .unknownLicence("Classpath-exception-2.0"), 0),
        ("MIT +", .unexpected("+"), 4),
        ("LicenseRef-", .unknownLicence("LicenseRef-"), 0),
        ("LicenseRef-a_b", .unknownLicence("LicenseRef-a_b"), 0),
        ("mIt Or ISC", .unexpected("Or"), 4),
    ])
    func `what is no expression says why and where`(text: String, reason: LicenceExpressionError.Reason, offset: Int) {
        #expect(throws: LicenceExpressionError(reason: reason, offset: offset)) { () throws in try LicenceExpression(text) }
    }

    @Test func `long and deep expressions end with an error`() {
        #expect(throws: LicenceExpressionError(reason: .tooLong, offset: 8192)) { () throws in
            try LicenceExpression(String(repeating: "MIT OR ", count: 2000) + "MIT")
        }
        #expect(throws: LicenceExpressionError(reason: .tooDeep, offset: 32)) { () throws in
            try LicenceExpression(String(repeating: "(", count: 4000) + "MIT")
        }
    }

    @Test(arguments: [
        ("MIT", "GPL-2.0-only", LicenceCompatibility.Answer.yes),
        ("Apache-2.0", "GPL-2.0-only", .no),
        ("Apache-2.0", "GPL-3.0-only", .yes),
        ("GPL-3.0-only", "Apache-2.0", .no),
        ("MIT", "MIT", .same),
        // Of a choice the best may be taken; whoever receives the work chooses too.
        ("Apache-2.0 OR MIT", "GPL-2.0-only", .yes),
        ("Apache-2.0 AND MIT", "GPL-2.0-only", .no),
        ("Apache-2.0", "GPL-2.0-only OR GPL-3.0-only", .no),
        // Nobody said: never yes.
        ("LicenseRef-Mine", "MIT", .unknown),
        ("MIT", "CC0-1.0", .unknown),
        ("GPL-2.0-only WITH Bison-exception-2.2", "MIT", .unknown),
        ("LicenseRef-Mine AND MIT", "GPL-2.0-only", .unknown),
    ])
    func `compatibility is what OSADL says, and unknown is never yes`(inner: String, outer: String, answer: LicenceCompatibility.Answer)
        throws
    {
        let inner = try LicenceExpression(inner)
        #expect(try LicenceCompatibility.shared.answer(taking: inner, into: LicenceExpression(outer)) == answer)
    }

    @Test func `the whole matrix is there`() {
        let matrix = LicenceCompatibility.shared
        #expect(matrix.licences.count == 110)
    }
}
