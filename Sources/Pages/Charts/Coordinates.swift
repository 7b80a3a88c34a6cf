extension HTML.Interpolation {
    /// A length in pixels or units of a view box, with two decimals at most.
    mutating func appendInterpolation(px value: Double) {
        appendCoordinate(value)
    }

    /// A length as a percentage of the drawing.
    mutating func appendInterpolation(percent value: Double) {
        appendCoordinate(value)
        bytes.append(UInt8(ascii: "%"))
    }

    /// Two decimals, without trailing zeros: the same bytes for the same number on every machine.
    private mutating func appendCoordinate(_ value: Double) {
        let limited = value.isFinite ? min(max(value, -1e7), 1e7) : 0
        let hundredths = Int((limited * 100).rounded())
        if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = hundredths.magnitude
        bytes.append(contentsOf: String(magnitude / 100).utf8)
        let rest = UInt8(magnitude % 100)
        guard rest > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + rest / 10)
        if rest % 10 > 0 { bytes.append(UInt8(ascii: "0") + rest % 10) }
    }
}
