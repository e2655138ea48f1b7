using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>Debian sid's wireguard-go at both ends, told what to do over its own socket.</summary>
public static class WireGuardGo
{
    private const string Device = "wg0", Port = "51820";

    // Alice's and Bob's of RFC 7748, section 6.1.
    private const string SiteKey = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
    private const string SitePublicKey = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    private const string GatewayKey = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
    private const string GatewayPublicKey = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";

    private static string Root => GatewayRoot.Of(GatewayVersion.Sid);

    /// <summary>What is missing, or null.</summary>
    public static string? Missing => File.Exists($"{Root}/usr/bin/wireguard-go")
        ? GatewayRoot.Missing(GatewayVersion.Sid)
        : $"{Root}/usr/bin/wireguard-go is missing: tests/Lab.Tests/scripts/gateway-root.sh";

    public static Tunnel Start(Topology lab)
    {
        var gateway = new Machine(lab.Gateway.Network, Path.Combine(lab.Folder, "wireguard-gateway"), Root);
        var site = new Machine(lab.Site.Network, Path.Combine(lab.Folder, "wireguard-site"), Root);
        return Tunnel.Start(lab, TunnelAddresses.Gateway, () => Run(gateway), () => Run(site), () =>
        {
            Set(gateway, $"private_key={GatewayKey}", $"listen_port={Port}",
                $"public_key={SitePublicKey}", $"allowed_ip={TunnelAddresses.Site}/32");
            Set(site, $"private_key={SiteKey}", $"public_key={GatewayPublicKey}",
                $"endpoint={Addresses.Gateway}:{Port}", $"allowed_ip={TunnelAddresses.Gateway}/32");
            TunnelAddresses.Give(lab, Device, mtu: null);
        });
    }

    /// <summary>Of the package; the program itself says another.</summary>
    public static string Version() => File.ReadLines($"{Root}/.packages")
        .First(line => line.StartsWith("wireguard-go=", StringComparison.Ordinal)).Split('=')[1];

    private static Daemon Run(Machine machine) =>
        Daemon.Start(machine.Wrap("wireguard-go", "--foreground", Device), _ => File.Exists(Control(machine)));

    private static string Control(Machine machine) => Path.Combine(machine.Run, "wireguard", $"{Device}.sock");

    // An empty line ends the request, and the answer.
    private static void Set(Machine machine, params IReadOnlyList<string> lines)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(Control(machine)));
            socket.Send(Encoding.ASCII.GetBytes($"set=1\n{string.Join('\n', lines)}\n\n"));
            var answer = new byte[256];
            var text = Encoding.ASCII.GetString(answer, 0, socket.Receive(answer));
            if (!text.StartsWith("errno=0\n", StringComparison.Ordinal))
                throw new LabException($"wireguard-go answers {text.TrimEnd()}");
        }
        catch (SocketException error)
        {
            throw new LabException($"wireguard-go's socket: {error.Message}");
        }
    }
}
