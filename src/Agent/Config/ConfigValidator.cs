using Microsoft.Extensions.Configuration;

namespace Holdfast.Config;

/// <summary>The file as a whole: its connections, and that they do not take each other's things.</summary>
internal sealed class ConfigValidator(ConfigErrors errors)
{
    /// <summary>Null when something was wrong.</summary>
    public AgentConfig? Validate(IConfiguration file)
    {
        var top = new KeyScope(file, "", null);
        List<ConnectionConfig> connections = Connections(top);
        LogLevel level = Level(top);
        WatchConfig watch = WatchValidator.Validate(top.Bind(), new ConfigValues(top, errors));
        (IReadOnlyList<string> uplinks, string? check) = UplinkText.Read(new ConfigValues(top, errors), top.Bind());
        if (errors.IsEmpty)
            return new AgentConfig { LogLevel = level, Connections = connections, Watch = watch, Uplinks = uplinks, InternetCheck = check };
        foreach (ConnectionConfig connection in connections)
        {
            connection.Secret?.Dispose();
            connection.Ppk?.Secret?.Dispose();
            connection.Password?.Dispose();
        }

        return null;
    }

    private List<ConnectionConfig> Connections(KeyScope top)
    {
        IReadOnlyList<KeyScope> scopes = top.Within(ConfigKeys.Connections);
        if (scopes.Count == 0) return [new ConnectionValidator(top, 0, errors).Validate(ConfigDefaults.Name)];
        List<ConnectionConfig> connections =
            [.. scopes.Select((scope, i) => new ConnectionValidator(scope, i, errors).Validate(DefaultName(scopes, i)))];
        for (int i = 1; i < connections.Count; i++)
            CheckDistinct(connections[i], connections[..i], scopes[i]);
        return connections;
    }

    private static string DefaultName(IReadOnlyList<KeyScope> scopes, int index) =>
        scopes.Count == 1 ? ConfigDefaults.Name : $"{ConfigDefaults.Name}{index}";

    private void CheckDistinct(ConnectionConfig one, List<ConnectionConfig> before, KeyScope scope)
    {
        if (before.Any(other => other.Name == one.Name))
            errors.Add(scope.PathOf(ConfigKeys.Name),
                $"{InputText.Quote(one.Name)} is taken by another connection; each takes a name of its own");
        if (one.IsFullTunnel && before.Find(other => other.IsFullTunnel && other.LocalNetwork != one.LocalNetwork) is { } differing)
            errors.Add(scope.PathOf(ConfigKeys.LocalNetwork),
                $"is another than that of connection {InputText.Quote(differing.Name)}, and both take everything; " +
                "the site's own networks stay outside of both or of none");
        if (before.Find(other => other.TunName == one.TunName) is { } sameDevice)
            errors.Add(scope.PathOf(ConfigKeys.TunName),
                $"{InputText.Quote(one.TunName)} is the device of connection {InputText.Quote(sameDevice.Name)} too; " +
                "each takes its own, leave the key out for hf0, hf1, …");
        if (before.Find(other => other.RouteTable == one.RouteTable) is { } sameTable)
            errors.Add(scope.PathOf(ConfigKeys.RouteTable),
                $"{one.RouteTable} is the table of connection {InputText.Quote(sameTable.Name)} too; " +
                $"each takes its own, leave the key out for {ConfigDefaults.RouteTable}, {ConfigDefaults.RouteTable + 1}, …");
    }

    private LogLevel Level(KeyScope top) => top.Bind().LogLevel is { } text
        ? new ConfigValues(top, errors).Parsed<LogLevel>(text, ConfigKeys.LogLevel, ValueParsers.TryLevel)
        : ConfigDefaults.Level;
}
