import Foundation
@testable import Pages
import TestSupport
import Testing

@Suite("Gallery") struct GalleryTests {
    /// The pages are written to `.build/gallery`, in the shape in which a plain file server can serve them:
    /// `python3 -m http.server --directory .build/gallery`.
    @Test("every page of the gallery is valid, and all of them are written for eyes and for the accessibility check")
    func writesPages() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../.build/gallery").standardized
        let site = try Gallery.site()
        try? FileManager.default.removeItem(at: folder)
        for route in site.routes {
            for example in route.examples {
                let answer = await site.respond(to: Incoming(example.text))
                #expect(answer.status == 200)
                if route.kind == .page { #expect(MarkupCheck.faults(in: answer.text) == [], "\(example)") }
                try write(answer, to: folder.appending(path: example.text + (route.kind == .page ? "/index.html" : "")))
            }
        }
        try write(await site.respond(to: Incoming("/mesures")), to: folder.appending(path: "problem/not-found/index.html"))
        try write(
            await site.respond(to: Incoming("/explorer?perido=year&period=yaer")),
            to: folder.appending(path: "problem/parameter/index.html"))
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "overview/index.html").path))
    }

    private func write(_ answer: Outgoing, to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(answer.body).write(to: file)
    }
}
