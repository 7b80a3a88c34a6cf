/// The shape of a JSON value, in the words of JSON Schema 2020-12 that OpenAPI 3.1 uses.
public struct Schema: Sendable, Hashable {
    let json: JSON
    /// As a member of an object it may be absent.
    private var isOptional = false

    private init(_ json: JSON) { self.json = json }

    public static func string(_ summary: String = "", format: String? = nil) -> Schema {
        Schema(described(["type": "string"], summary, format: format))
    }

    public static func integer(_ summary: String = "") -> Schema { Schema(described(["type": "integer"], summary)) }
    public static func number(_ summary: String = "") -> Schema { Schema(described(["type": "number"], summary)) }
    public static func boolean(_ summary: String = "") -> Schema { Schema(described(["type": "boolean"], summary)) }

    /// One of these texts.
    public static func oneOf(_ values: [String], _ summary: String = "") -> Schema {
        Schema(described(["type": "string", "enum": .array(values.map(JSON.string))], summary))
    }

    public static func array(of items: Schema, _ summary: String = "") -> Schema {
        Schema(described(["type": "array", "items": items.json], summary))
    }

    /// An object with these members, all of which are always there unless wrapped in ``optional(_:)``.
    public static func object(_ members: KeyValuePairs<String, Schema>, _ summary: String = "") -> Schema {
        let required = members.filter { !$0.value.isOptional }.map { JSON.string($0.key) }
        let properties = JSON.object(members.map { JSON.Member($0.key, $0.value.json) })
        var json: JSON = ["type": "object", "properties": properties]
        if !required.isEmpty { json = json.adding("required", .array(required)) }
        return Schema(described(json, summary))
    }

    /// An object whose members are not known beforehand, all of one shape.
    public static func map(of values: Schema, _ summary: String = "") -> Schema {
        Schema(described(["type": "object", "additionalProperties": values.json], summary))
    }

    /// A value that may be null, where there is no data.
    public static func nullable(_ schema: Schema) -> Schema {
        guard case .object(let members) = schema.json else { return schema }
        return Schema(
            .object(
                members.map { member in
                    guard member.name == "type", case .string(let type) = member.value else { return member }
                    return JSON.Member("type", [.string(type), "null"])
                }))
    }

    /// A member that may be absent from its object.
    public static func optional(_ schema: Schema) -> Schema {
        var schema = schema
        schema.isOptional = true
        return schema
    }

    /// A shape that the document defines under `components/schemas`.
    static func reference(_ name: String) -> Schema { Schema(["$ref": .string("#/components/schemas/\(name)")]) }

    private static func described(_ json: JSON, _ summary: String, format: String? = nil) -> JSON {
        var json = json
        if let format { json = json.adding("format", .string(format)) }
        return summary.isEmpty ? json : json.adding("description", .string(summary))
    }
}
