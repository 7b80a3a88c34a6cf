import Testing

@testable import Inspection

@Suite struct LicenceDetectorTests {
    private let detector = LicenceDetector()

    private func matches(_ text: String, path: String = "LICENSE") -> [LicenceMatch] { detector.matches(in: Array(text.utf8), path: path) }

    /// The text of a licence as the list has it, without markup.
    private func text(_ id: String) throws -> String {
        String(LicenceTemplate.plain(try #require(LicenceList.shared[id]).text).drop { $0 == " " || $0 == "\n" })
    }

    private func comment(_ text: String, _ leader: String) -> String {
        text.split(separator: "\n").flatMap { line in
            // As editors fill paragraphs.
            stride(from: 0, to: line.split(separator: " ").count, by: 9).map { at in
                leader + line.split(separator: " ")[at..<min(at + 9, line.split(separator: " ").count)].joined(separator: " ")
            }
        }.joined(separator: "\n")
    }

    @Test func `every text of the list is found as itself`() {
        var others: [String] = []
        for entry in LicenceList.shared.entries where !entry.isException {
            let found = matches(LicenceTemplate.plain(entry.text)).filter { $0.kind == .text && !$0.isModified }
            if !found.contains(where: { $0.expression == entry.id || $0.sameText.contains(entry.id) }) { others.append(entry.id) }
        }
        #expect(LicenceList.shared.entries.count { !$0.isException } == 740)
        #expect(others.sorted() == Self.withoutText)
    }

    /// A deprecated id whose text in the list is that of the exception alone, which has an id of its own now.
    private static let withoutText = ["GPL-2.0-with-bison-exception"]

    @Test(arguments: ["MIT", "BSD-3-Clause", "Apache-2.0", "ISC", "Zlib", "MPL-2.0", "GPL-2.0-only", "EUPL-1.2"])
    func `a text in comments is the same text`(id: String) throws {
        for leader in ["// ", " * ", "# ", "-- ", ";; ", "dnl ", "REM ", "'' ", "% "] {
            let found = matches("#include <x>\n" + comment(try text(id), leader) + "\nint main() { return 0; }\n", path: "main.c")
            #expect(found.filter { $0.kind == .text }.map(\.expression) == [id], "\(leader)")
        }
    }

    @Test func `a clause more is no base licence, and the difference is told`() throws {
        let changed = try text("MIT") + "\nThe Software shall be used for Good, not Evil, and never by an army."
        let inside = try text("MIT").replacing("free of charge, to any person", with: "free of charge, to any person who is not a bank")
        #expect(matches(inside).map(\.expression) == ["LicenseRef-modified-MIT"])
        #expect(matches(inside).first?.base == "MIT")
        #expect(matches(inside).first?.differences.added == ["who is not a bank"])
        #expect(matches(inside).first?.differences.distance == 5)
        // What stands after a text is no part of it; the licence made of both is known.
        #expect(matches(changed).map(\.expression).first != "JSON")
        let json = try text("JSON")
        #expect(matches(json).map(\.expression) == ["JSON"])
    }

    @Test func `a word that turns the sense around makes another text`() throws {
        let turned = try text("BSD-2-Clause").replacing("are permitted", with: "are not permitted")
        #expect(matches(turned).first?.isModified == true)
        let spelled = try text("BSD-2-Clause").replacing("MERCHANTABILITY", with: "MERCHANTIBILITY").replacing(
            "LIABILITY", with: "LIABIL-\nITY")
        #expect(matches(spelled).map(\.expression) == ["BSD-2-Clause"])
    }

    @Test(arguments: [
        "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "BSD-3-Clause-Clear", "BSD-3-Clause-LBNL", "BSD-2-Clause-Patent",
    ])
    func `of nested variants the exact one is named`(id: String) throws {
        #expect(matches(try text(id)).map(\.expression) == [id])
    }

    @Test func `several texts in one file are all found, where they stand`() throws {
        let parts = ["MIT", "Apache-2.0", "BSD-3-Clause", "MIT"]
        let all = try parts.map { try text($0) }.joined(separator: "\n----------\n")
        let found = matches(all)
        #expect(found.map(\.expression) == parts)
        #expect(found.first?.lines.lowerBound == 1)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.lines.upperBound < $1.lines.lowerBound })
    }

    @Test(arguments: LicenceText.Encoding.allCases)
    func `a licence file is read in each encoding`(encoding: LicenceText.Encoding) throws {
        let text = "Copyright © 2024 José Ñandú\n\n" + (encoding == .windows1252 ? "“MIT” – " : "") + (try text("MIT"))
        let bytes: [UInt8] =
            switch encoding {
            case .utf8: Array(text.utf8)
            case .utf8WithMark: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
            case .utf16LittleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            case .utf16BigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            case .latin1: text.unicodeScalars.map { UInt8($0.value) }
            case .windows1252:
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "“": 0x93
                    case "”": 0x94
                    case "–": 0x96
                    default: UInt8(scalar.value)
                    }
                }
            }
        #expect(LicenceText(bytes).encoding == encoding)
        let found = detector.matches(in: bytes, path: "LICENSE")
        #expect(found.filter { $0.kind == .text }.map(\.expression) == ["MIT"])
    }

    @Test(arguments: [
        ("// SPDX-License-Identifier: MIT OR Apache-2.0", "Apache-2.0 OR MIT"),
        ("/* SPDX-License-Identifier: GPL-2.0 */", "GPL-2.0-only"),
        ("<!-- SPDX-License-Identifier: CC-BY-4.0 -->", "CC-BY-4.0"),
        ("# spdx-license-identifier: (BSD-3-Clause AND MIT) and more", "BSD-3-Clause AND MIT"),
        ("\"SPDX-License-Identifier\": \"ISC\",", nil),
        ("SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note", "GPL-2.0-only WITH Linux-syscall-note"),
        ("SPDX-License-Identifier: NoSuchThing-1.0", nil),
    ])
    func `a tag is read to the end of its expression`(line: String, expression: String?) {
        #expect(matches(line + "\nint x;\n", path: "x.c").filter { $0.kind == .tag }.map(\.expression) == (expression.map { [$0] } ?? []))
    }

    @Test(arguments: [
        (
            "This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public License as "
                + "published by the Free Software Foundation; either version 2 of the License, or (at your option) any later version.",
            "GPL-2.0-or-later"
        ),
        ("Licensed under the GNU Lesser General Public License, version 2.1 only. See COPYING.", "LGPL-2.1-only"),
        ("This file may be used under the terms of version 3 of the GNU General Public License.", "GPL-3.0-only"),
        ("Distributed under the Boost Software License, Version 1.0.", "BSL-1.0"),
        (
            "This library is distributed under the same terms as Perl itself and comes without any warranty whatsoever.",
            "Artistic-1.0-Perl OR GPL-1.0-or-later"
        ),
        ("Dual licensed under the MIT or GPL Version 2 licenses.", "GPL-2.0-only OR MIT"),
        ("Released under the Apache License, Version 2.0 (the \"License\")", "Apache-2.0"),
        ("Licensed under GPLv3+", "GPL-3.0-or-later"),
        ("Licensed under the BSD license", "LicenseRef-BSD"),
        ("The contents of this file are subject to the Mozilla Public License Version 1.1 (the \"License\")", "MPL-1.1"),
    ])
    func `a notice says the licence and its version`(notice: String, expression: String) {
        let code = String(repeating: "int add(int left, int right) { return left + right; }\n", count: 20)
        let found = matches("/* \(notice) */\n" + code, path: "add.c")
        #expect(found.map(\.expression) == [expression])
        #expect(found.map(\.kind) == [.notice])
    }

    @Test func `a mention in prose puts nothing under the licence`() {
        let words = String(repeating: "This chapter explains how the tool reads its files and writes the report for everybody. ", count: 30)
        let text = words + "Unlike the GPL, this is short. " + words
        #expect(matches(text, path: "docs/guide.md").isEmpty)
        #expect(matches(text, path: "src/guide.c").allSatisfy { $0.kind != .notice && $0.kind != .text })
        let readme = "# Tool\n\n\(words)\n\n## Licence\n\nReleased under the MIT License.\n"
        #expect(matches(readme, path: "README.md").map(\.expression) == ["MIT"])
        #expect(matches(readme.replacing("## Licence", with: "## History"), path: "README.md").isEmpty)
    }

    @Test func `hostile bytes end soon and find nothing`() {
        var bytes = [UInt8](repeating: 0, count: 300_000)
        var state: UInt64 = 7
        for at in bytes.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[at] = UInt8(truncatingIfNeeded: state >> 56)
        }
        #expect(detector.matches(in: bytes, path: "x").isEmpty)
        #expect(detector.matches(in: [], path: "x").isEmpty)
        let same = String(repeating: "the software the software is provided as is without warranty ", count: 3000)
        #expect(matches(same).allSatisfy { $0.kind != .tag })
    }
}
