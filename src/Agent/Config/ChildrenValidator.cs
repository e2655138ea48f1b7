namespace Holdfast.Config;

/// <summary>The Child SAs of one connection: those in its list, or one that takes all from the connection.</summary>
internal sealed class ChildrenValidator(KeyScope connection, ConfigErrors errors)
{
    public static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(2);

    private const ulong MinBytes = 1_000, MinPackets = 10;

    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24 * 7);

    public IReadOnlyList<ChildConfig> Validate()
    {
        IReadOnlyList<KeyScope> scopes = connection.WithinOrInherited(ConfigKeys.Children);
        if (scopes.Count == 0) return [Child(connection, ConfigDefaults.ChildName)];
        List<ChildConfig> children = [.. scopes.Select((scope, i) => Child(scope, $"{ConfigDefaults.ChildName}{i}"))];
        for (int i = 1; i < children.Count; i++)
        {
            if (children.Take(i).Any(before => before.Name == children[i].Name))
                errors.Add(scopes[i].PathOf(ConfigKeys.Name),
                    $"{InputText.Quote(children[i].Name)} is taken by another one; each takes a name of its own");
        }
        return children;
    }

    private ChildConfig Child(KeyScope scope, string defaultName)
    {
        RawOptions raw = scope.Bind();
        var values = new ConfigValues(scope, errors);
        bool isTransport = raw.Mode is not null && values.Parsed<bool>(raw.Mode, ConfigKeys.Mode, ValueParsers.TryMode);
        IReadOnlyList<SelectorConfig>? remote = values.NonEmptyList<SelectorConfig>(
            raw.SingleRemoteSubnet, raw.RemoteSubnets, ConfigKeys.RemoteSubnets, SelectorText.TryParse);
        IReadOnlyList<SelectorConfig>? local = values.List<SelectorConfig>(
            raw.SingleLocalSubnet, raw.LocalSubnets, ConfigKeys.LocalSubnets, SelectorText.TryParse);
        return new ChildConfig
        {
            // Without a list the connection's name is not the Child SA's.
            Name = ReferenceEquals(scope, connection) || raw.Name is null
                ? defaultName
                : values.Parsed<string>(raw.Name, ConfigKeys.Name, ValueParsers.TryName) ?? defaultName,
            IsTransport = isTransport,
            Esp = values.NonEmptyList<EspProposalConfig>(
                raw.SingleEsp, raw.Esp, ConfigKeys.Esp, ProposalParser.TryParseEsp) ?? ConfigDefaults.Esp,
            Remote = isTransport ? OfHost(scope, ConfigKeys.RemoteSubnets, remote) : remote ?? ConfigDefaults.Remote,
            Local = isTransport ? OfHost(scope, ConfigKeys.LocalSubnets, local) : local ?? ConfigDefaults.Local,
            RekeyTime = values.Duration(
                raw.RekeyTime, ConfigKeys.RekeyTime, ConfigDefaults.RekeyTime, MinLifetime, MaxLifetime),
            RekeyBytes = values.Limit(raw.RekeyBytes, ConfigKeys.RekeyBytes, MinBytes),
            RekeyPackets = values.Limit(raw.RekeyPackets, ConfigKeys.RekeyPackets, MinPackets),
        };
    }

    /// <summary>
    /// The subnets of a connection are for its tunnels: transport mode has only the two hosts, so that it does not inherit
    /// them, and takes none of its own.
    /// </summary>
    private IReadOnlyList<SelectorConfig> OfHost(KeyScope scope, string key, IReadOnlyList<SelectorConfig>? selectors)
    {
        bool isOwn = scope.Has(key);
        if (isOwn && selectors is not null && selectors.Any(selector => selector.Addresses is not null))
            errors.Add(scope.PathOf(key), "names addresses, but transport mode is between the two hosts themselves; " +
                "it takes protocols such as \"[tcp/443]\", or leave the key out");
        return isOwn && selectors is { Count: > 0 } ? selectors : ConfigDefaults.Host;
    }
}
