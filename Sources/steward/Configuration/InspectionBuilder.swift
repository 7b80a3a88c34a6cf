import Releases

extension ConfigurationKeys {
    static let inspection: [Field] = [
        Field(
            "gate_seconds", .integer(10...86_400), fallback: "300",
            "Seconds that each gate of an inspection may take by itself; a gate that takes longer is not finished, and the others go on."),
        Field(
            "copy_seconds", .integer(10...86_400), fallback: "900",
            "Seconds that copying a repository for an inspection may take."),
        Field(
            "copy_mebibytes", .integer(1...1_048_576), fallback: "2048",
            "The largest copy of a repository that is made for an inspection, in MiB."),
    ]
}

extension ConfigurationBuilder {
    var inspection: InspectionLimits {
        var limits = InspectionLimits()
        if let seconds = settings["inspection.gate_seconds"]?.integer { limits.gateSeconds = seconds }
        if let seconds = settings["inspection.copy_seconds"]?.integer { limits.copySeconds = seconds }
        if let mebibytes = settings["inspection.copy_mebibytes"]?.integer { limits.copyMebibytes = mebibytes }
        return limits
    }
}
