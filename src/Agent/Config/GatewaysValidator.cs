namespace Holdfast.Config;

/// <summary>The gateways of a connection, and whom each has to prove to be.</summary>
internal sealed class GatewaysValidator(ConfigValues values)
{
    private const int MostGateways = 8;

    /// <summary>Never empty.</summary>
    public IReadOnlyList<GatewayConfig> Validate(RawOptions raw, LoginConfig login)
    {
        if (raw.SingleGateway is null && raw.Gateway is null)
            values.Fail(ConfigKeys.Gateway, "is missing; it takes the gateway's host name or address, or a list of them, the preferred one first");
        if (raw.Gateway is { Length: 0 })
            values.Fail(ConfigKeys.Gateway, "is an empty list; it takes at least one host name or address");
        IReadOnlyList<string> hosts =
            values.List<string>(raw.SingleGateway, raw.Gateway, ConfigKeys.Gateway, ValueParsers.TryGateway) ?? [];
        if (hosts.Count > MostGateways)
            values.Fail(ConfigKeys.Gateway, $"names {hosts.Count} gateways; allowed: up to {MostGateways}");
        IdentityConfig? common = values.Parsed<IdentityConfig>(raw.GatewayIdentity, ConfigKeys.GatewayIdentity, IdentityParser.TryParse);
        bool isByName = raw.GatewayIdentity is null && login.NeedsTrust;
        return hosts.Count == 0
            ? [new GatewayConfig("", common)]
            : [.. hosts.Select(host => new GatewayConfig(host, isByName ? ByName(host) : common))];
    }

    /// <summary>A certificate is for a name; without another it is the one that the gateway is found by.</summary>
    private static IdentityConfig? ByName(string host) =>
        IdentityParser.TryParse(host.TrimEnd('.'), out IdentityConfig? found, out _) ? found : null;
}
