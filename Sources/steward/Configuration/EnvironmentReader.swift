/// Reads the configuration that the environment gives.
enum EnvironmentReader {
    /// The layer of the `STEWARD_…` variables; an empty variable counts as not set.
    ///
    /// A variable that is nearly the name of a key is a mistake. Others are passed over: an orchestrator may
    /// set variables of its own that begin with the name of a service.
    static func layer(
        from environment: [String: String], problems: inout [ConfigurationProblem]
    ) -> ConfigurationLayer {
        let prefix = ConfigurationKeys.environmentPrefix
        var leaves: [String: ConfigurationLeaf] = [:]
        for leaf in ConfigurationKeys.leaves { leaf.environmentName.map { leaves[$0] = leaf } }
        let known = leaves.keys.sorted() + [ConfigurationKeys.fileVariable]
        var layer: ConfigurationLayer = [:]
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix(prefix) && !text.isEmpty {
            if let leaf = leaves[name] {
                layer[leaf.path] = Setting.reading(
                    text, as: leaf.field.shape, named: name, at: .environment(name), problems: &problems)
            } else if name != ConfigurationKeys.fileVariable,
                let near = known.map({ String($0.dropFirst(prefix.count)) })
                    .nearest(to: String(name.dropFirst(prefix.count)))
            {
                problems.append(
                    ConfigurationProblem(
                        .environment(name), "an unknown environment variable; did you mean `\(prefix)\(near)`?"))
            }
        }
        return layer
    }
}
