using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>A way to carry packets from the site to the gateway, one program at each end.</summary>
/// <param name="Name">Short, for the command line.</param>
/// <param name="Title">In the table.</param>
/// <param name="Start">Returns when packets cross.</param>
public sealed record Contender(string Name, string Title, Func<Topology, Tunnel> Start)
{
    public const string Plain = "plain", Reference = "wireguard-go";

    /// <summary>Of Holdfast, by the ESP cipher.</summary>
    public static readonly IReadOnlyList<string> Ciphers = ["aes128gcm16", "chacha20poly1305"];

    public static IReadOnlyList<Contender> All { get; } =
    [
        new(Plain, "plain veth and NAT", _ => new Tunnel(Addresses.Gateway)),
        new(Reference, "wireguard-go", WireGuardGo.Start),
        new("openvpn", "OpenVPN, AES-128-GCM", OpenVpn.Start),
        .. Ciphers.Select(cipher => new Contender(
            $"libipsec-{cipher}", $"strongSwan kernel-libipsec, {cipher}", lab => Libipsec.Start(lab, cipher))),
        .. Ciphers.Select(cipher => new Contender(
            Holdfast(cipher), $"Holdfast, {cipher}", lab => HoldfastEsp.Start(lab, cipher))),
    ];

    public static string Holdfast(string cipher) => $"holdfast-{cipher}";
}

/// <summary>What stands between the site and the gateway. Dispose ends the programs that it started.</summary>
/// <param name="Address">The gateway's at the far end.</param>
public sealed record Tunnel(string Address, IDaemon? Site = null, IDaemon? Gateway = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Starts both ends, and returns when packets cross.</summary>
    /// <param name="prepare">Once both run.</param>
    public static Tunnel Start(Topology lab, string address, Func<IDaemon> gateway, Func<IDaemon> site, Action prepare)
    {
        var tunnel = new Tunnel(address);
        try
        {
            tunnel = tunnel with { Gateway = gateway() };
            tunnel = tunnel with { Site = site() };
            prepare();
            Wait.Until("packets cross", () => Ping.Run(lab.Site.Network, address, 1).Received == 1, Patience);
            return tunnel;
        }
        catch (LabException error)
        {
            var said = $"{error.Message}\n{tunnel.Gateway?.Process.Transcript()}\n{tunnel.Site?.Process.Transcript()}";
            tunnel.Dispose();
            throw new LabException(said);
        }
    }

    public void Dispose()
    {
        Site?.Dispose();
        Gateway?.Dispose();
    }
}
