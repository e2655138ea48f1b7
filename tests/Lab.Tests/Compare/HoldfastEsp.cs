using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Compare;

/// <summary>`holdfast bench esp` at both ends: the data path of a session, with fixed keys.</summary>
public static class HoldfastEsp
{
    // As wireguard-go has it.
    private const int Mtu = 1420;

    private const string Device = "hf0", Endpoint = $"{Addresses.Gateway}:4500";

    public static Tunnel Start(Topology lab, string cipher) => Tunnel.Start(
        lab, TunnelAddresses.Gateway,
        () => Run(lab.Gateway, cipher, "gateway", Endpoint),
        () => Run(lab.Site, cipher, "site", $"{Addresses.Site}:4500", "--peer", Endpoint),
        () => TunnelAddresses.Give(lab, Device, Mtu));

    private static Daemon Run(Machine machine, string cipher, string role, string listen, params IReadOnlyList<string> more) =>
        Daemon.Start(
            machine.Wrap(
            [
                HoldfastBinary.Path, "bench", "esp", "--tun", Device, "--role", role, "--listen", listen, .. more,
                "--cipher", cipher, "--key", Key(cipher),
            ]),
            _ => HasDevice(machine.Network));

    private static bool HasDevice(NetworkNamespace network) => network.Run("ip", "link", "show", Device).ExitCode == 0;

    // The key and a salt of four bytes.
    private static string Key(string cipher) =>
        string.Concat(Enumerable.Range(1, cipher == "aes128gcm16" ? 20 : 36).Select(value => $"{value:x2}"));
}
