using System.Net;
using Holdfast.Host.Names;
using Holdfast.Platform;

namespace Holdfast.Host.Doctor;

/// <summary>What the agent needs of the machine, whoever carries the packets; tried out, and taken back at once.</summary>
public static class MachineFindings
{
    private const string ProbeName = "hf-probe";

    public static Finding Privilege => new(
        "CAP_NET_ADMIN", Account.MayAdministerNetwork ? null : "not given", "run as root, or with this capability");

    public static Finding Tun => Ask(
        "TUN device", "CONFIG_TUN, module tun", () => TunDevice.Open("hfprobe%d").Dispose());

    /// <summary>What the agent does without.</summary>
    public static IEnumerable<Finding> Others() =>
    [
        Ask("IPv6", "CONFIG_IPV6, module ipv6", () => UdpSocket.Open(new Endpoint(IPAddress.IPv6Any, 0)).Dispose()),
        Ask("nftables", "CONFIG_NF_TABLES, CONFIG_NF_TABLES_INET, CONFIG_NFT_FIB_INET; modules nf_tables, nft_fib_inet", TryPacketFilter),
        LockedMemory(ProcessMemory.TryLockAll()),
        NameServers(NameWays.Of(new SystemFiles())),
    ];

    public static Finding Ask(string what, string remedy, Action attempt)
    {
        try
        {
            attempt();
            return new Finding(what, null, remedy);
        }
        catch (LinuxException failure)
        {
            string problem = Errno.Describe(failure.Errno);
            return new Finding(what, failure.Detail is null ? problem : $"{problem}: {failure.Detail}", remedy);
        }
    }

    /// <summary>The way that a tunnel's name servers would go; whether it is refused shows only then.</summary>
    public static Finding NameServers(IReadOnlyList<INameWay> ways)
    {
        INameWay? first = ways.FirstOrDefault(way => way.Refusal(isAsked: false) is null);
        return first is null
            ? new Finding("name servers of a tunnel", $"{ways[^1].Title}: {ways[^1].Refusal(isAsked: false)}", "systemd-resolved, resolvconf or dnsmasq; or a resolv.conf that is a file")
            : new Finding($"name servers of a tunnel: {first.Title}, {(first.CanSplit ? "for single domains or all names" : "for all names")}", null, "");
    }

    private static Finding LockedMemory(int error) => new(
        "locked memory", error == 0 ? null : Errno.Describe(error), "raise the limit (ulimit -l unlimited), or give CAP_IPC_LOCK");

    /// <summary>A table with a rule for a device that nobody has.</summary>
    private static void TryPacketFilter()
    {
        NftTable table = new(ProbeName);
        table.AddChain("forward", NftHook.Forward, 0);
        table.AddRule("forward").Input(ProbeName).FromElsewhere().Drop();
        using (NfTables make = NfTables.Open())
            make.Replace(table);
        using NfTables remove = NfTables.Open();
        remove.Delete(ProbeName);
    }
}
