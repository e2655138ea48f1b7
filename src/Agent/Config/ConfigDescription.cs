namespace Holdfast.Config;

/// <summary>The configuration in words.</summary>
internal static class ConfigDescription
{
    public static IReadOnlyList<string> Lines(AgentConfig config) =>
    [
        $"connect to {config.Gateway}, UDP port {config.Port}, behind NAT {config.NattPort}",
        $"identify as {config.Identity} with a pre-shared key from {config.SecretFile ?? "the configuration"}",
        config.GatewayIdentity is null
            ? "accept any gateway that proves to know the pre-shared key"
            : $"accept only a gateway that proves to be {config.GatewayIdentity}",
        .. config.Ike.Select(proposal => $"offer for IKE {proposal}"),
        .. config.Esp.Select(proposal => $"offer for ESP {proposal}"),
        $"send through the tunnel what goes to {string.Join(", ", config.RemoteSubnets)}",
        $"send from {Sources(config)}",
        config.UseDns ? "use the name servers that the gateway assigns" : "leave the name servers alone",
        $"device {config.TunName}, MTU {(config.Mtu == 0 ? "automatic" : config.Mtu)}, " +
            $"route table {config.RouteTable}, mark 0x{config.FwMark:x}",
        $"give up an attempt after {DurationText.Format(config.ConnectTimeout)}, " +
            $"check a silent gateway after {DurationText.Format(config.LivenessInterval)}, " +
            $"NAT keepalive every {DurationText.Format(config.NatKeepalive)}",
    ];

    private static string Sources(AgentConfig config)
    {
        var sources = new List<string>();
        if (config.RequestAddress.Count > 0)
            sources.Add($"virtual addresses that the gateway assigns ({string.Join(", ", config.RequestAddress)})");
        sources.AddRange(config.LocalSubnets.Select(subnet => subnet.ToString()));
        return string.Join(", ", sources);
    }
}
