using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>The configuration in words.</summary>
internal static class ConfigDescription
{
    public static IReadOnlyList<string> Lines(AgentConfig config) =>
    [
        .. config.Connections.Count == 1
            ? Lines(config.Connections[0])
            : config.Connections.SelectMany(one => Lines(one).Prepend($"as {one.Name}:")),
        .. config.Watch.Describe(),
        .. UplinkText.Describe(config),
    ];

    private static IReadOnlyList<string> Lines(ConnectionConfig config) =>
    [
        $"connect to {string.Join(", else to ", config.Gateways.Select(gateway => gateway.Host))}, UDP port {config.Port}, behind NAT {config.NattPort}",
        .. Tcp(config),
        .. config.Profile is { } profile ? [$"take what a gateway of the kind {profile} is known to need for what the file leaves out"] : Array.Empty<string>(),
        .. LoginDescription.Lines(config),
        .. config.Ppk is { } ppk ? [ppk.ToString()] : Array.Empty<string>(),
        .. config.Ike.Select(proposal => $"offer for IKE {proposal}"),
        .. config.Children.SelectMany(child => Lines(config, child)),
        .. config.SinglePairs ? ["ask for a Child SA of its own for each pair of subnets"] : Array.Empty<string>(),
        config.UseDns ? $"use the name servers that the gateway assigns{NameWay(config)}" : "leave the name servers alone",
        .. config.KillSwitch ? KeptIn(config) : ["let traffic go its usual ways while there is no tunnel"],
        $"device {config.TunName}, MTU {(config.Mtu == 0 ? "automatic" : config.Mtu)}, " +
            $"route table {config.RouteTable}, mark 0x{config.FwMark:x}",
        .. DataPath(config),
        $"give up an attempt after {DurationText.Format(config.ConnectTimeout)}, " +
            $"check a silent gateway after {DurationText.Format(config.LivenessInterval)}, " +
            $"NAT keepalive {(config.NatKeepalive is { } keepalive ? $"every {DurationText.Format(keepalive)}" : "as often as the NAT turns out to need")}",
        .. config.Probe.Count > 0
            ? [$"ask for an echo through the tunnel every {DurationText.Format(config.ProbeInterval)}: {string.Join(", ", config.Probe)}"]
            : Array.Empty<string>(),
        .. config.Fleet > 1 ? [$"leave room for {config.Fleet} sites that come back at the same time"] : Array.Empty<string>(),
        .. config.Gateways.Count > 1 ? [$"go back to a preferred gateway after {DurationText.Format(config.Failback)}, if it is well"] : Array.Empty<string>(),
        .. config.DetectionTime == ConfigDefaults.DetectionTime
            ? Array.Empty<string>()
            : [$"hold the way to the gateway for broken after {DurationText.Format(config.DetectionTime)} without an answer"],
        $"make new IKE keys within {DurationText.Format(config.IkeRekeyTime)}" +
            (config.RekeyTest ? ", and try new keys soon after the first connection" : ""),
        .. config.ReauthTime is { } time ? [$"authenticate anew every {DurationText.Format(time)}"] : Array.Empty<string>(),
        .. config.Metered ? ["send as little as possible of its own accord, as the link is metered"] : Array.Empty<string>(),
        .. config.RebootAfter is { } after
            ? [$"reboot this machine after {DurationText.Format(after)} without a tunnel, at most once in an hour, and not while another connection is up"]
            : Array.Empty<string>(),
        .. config.ForbidNat ? ["refuse a path with a NAT"] : Array.Empty<string>(),
        .. config.Mobike ? Array.Empty<string>() : ["not ask for MOBIKE"],
        .. config.Fragmentation ? Array.Empty<string>() : ["not ask for IKE fragmentation"],
        .. config.EncryptedDns ? Array.Empty<string>() : ["not ask for encrypted DNS"],
        .. config.Resumption ? Array.Empty<string>() : ["not ask for tickets to resume sessions"],
        .. config.FullTranscript ? Array.Empty<string>() : ["not have AUTH cover both messages of IKE_SA_INIT"],
        .. config.Childless == ChildlessWord.Force ? ["log in without a Child SA, and give each a key exchange of its own"] : Array.Empty<string>(),
        .. config.Redirect ? ["go to another gateway where this one says so, if that proves to be the same"] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Tcp(ConnectionConfig config)
    {
        string ports = config.TcpPort == 0 ? $"TCP port {ConfigDefaults.NattPort} or {ConfigDefaults.HttpsPort}" : $"TCP port {config.TcpPort}";
        if (config.Tcp == TcpChoice.Force)
            yield return $"by {ports}, never by UDP";
        else if (config.MayUseTcp)
            yield return $"by {ports} where UDP fails for {DurationText.Format(config.TcpAfter)}";
        else if (config.Tcp == TcpChoice.Off)
            yield return "never by TCP";
    }

    private static string NameWay(ConnectionConfig config) => config.DnsMode switch
    {
        NameWayChoice.Auto => "",
        NameWayChoice.File => ", in /etc/resolv.conf",
        _ => $", by {ValueParsers.Word(config.DnsMode)}",
    };

    private static IEnumerable<string> DataPath(ConnectionConfig config)
    {
        string way = config.Xfrm switch
        {
            XfrmChoice.Interface => ", through an xfrm interface",
            XfrmChoice.Policy => ", by policies",
            _ => "",
        };
        yield return config.DataPath switch
        {
            DataPathChoice.Userspace => "carry the packets itself, through a TUN device",
            DataPathChoice.Kernel => $"have the kernel carry the packets{way}",
            _ => $"have the kernel carry the packets{way}, where it can; else carry them itself",
        };
        if (config.Offload != OffloadChoice.Off && config.DataPath != DataPathChoice.Userspace)
            yield return $"have the network device offload IPsec ({ValueParsers.Word(config.Offload)})";
        if (config.PerCpuSas > 0 && config.DataPath != DataPathChoice.Userspace)
        {
            string most = config.PerCpuSas == PerCpuText.Auto ? "for each CPU" : $"for up to {config.PerCpuSas} CPUs";
            yield return $"ask for a Child SA {most}, where kernel and gateway have that";
        }
    }

    private static IEnumerable<string> Lines(ConnectionConfig config, ChildConfig child)
    {
        string name = config.Children.Count == 1 ? "" : $" ({child.Name})";
        foreach (EspProposalConfig proposal in child.Esp)
            yield return $"offer for ESP{name} {proposal}";
        if (child.IsTransport)
        {
            yield return $"protect in transport mode{name} what goes to the gateway itself{Upper(child.Remote)}";
        }
        else
        {
            yield return $"send through the tunnel{name} what goes to {string.Join(", ", child.Remote)}";
            yield return $"send{name} from {Sources(config, child)}";
        }
        yield return $"make new ESP keys{name} within {DurationText.Format(child.RekeyTime)}{Limits(child)}";
    }

    private static IEnumerable<string> KeptIn(ConnectionConfig config)
    {
        yield return "block what belongs into the tunnel while there is none, until holdfast down";
        if (config.IsFullTunnel)
            yield return config.LocalNetwork == LocalNetworkChoice.Allow
                ? "let the site's own private networks be reached outside of the tunnel"
                : "let nothing but the way to the gateway outside of the tunnel";
    }

    private static string Sources(ConnectionConfig config, ChildConfig child)
    {
        var sources = new List<string>();
        if (config.RequestAddress.Count > 0)
            sources.Add($"virtual addresses that the gateway assigns ({string.Join(", ", config.RequestAddress)})");
        sources.AddRange(child.Local.Select(selector => selector.ToString()));
        return string.Join(", ", sources);
    }

    private static string Upper(IReadOnlyList<SelectorConfig> selectors) =>
        selectors.Any(selector => selector.Protocol == 0) ? "" : " " + string.Join(", ", selectors);

    private static string Limits(ChildConfig child) =>
        (child.RekeyBytes == 0 ? "" : $", {child.RekeyBytes} bytes")
        + (child.RekeyPackets == 0 ? "" : $", {child.RekeyPackets} packets");
}
