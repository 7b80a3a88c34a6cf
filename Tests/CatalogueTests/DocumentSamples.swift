import Inspection

enum DocumentSamples {
    static func value(_ text: String) throws -> PlacedValue { try PlacedValue(Array(text.utf8), name: "sample") }
}
