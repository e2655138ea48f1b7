using System.Globalization;
using System.Net;

namespace Holdfast.Host.Net;

/// <summary>One thing that the agent has in the kernel, or is about to put there, as a line of the journal: kind and fields.</summary>
public sealed record KernelEntry(string Text)
{
    public const string DeviceKind = "device", StateKind = "state", PoliciesKind = "policies", RoutesKind = "routes",
        FilterKind = "filter", SettingKind = "setting", AddressKind = "address", NamesKind = "names";

    /// <summary>The nftables table.</summary>
    public static readonly KernelEntry Filter = new(FilterKind);

    public string Kind => Fields[0];

    /// <summary>The kind is the first.</summary>
    public string[] Fields => Text.Split(' ');

    /// <summary>It has the fields that its kind wants.</summary>
    public bool IsWhole => Fields.Length == Kind switch
    {
        DeviceKind or NamesKind => 4,
        StateKind or SettingKind => 3,
        PoliciesKind or RoutesKind or AddressKind => 2,
        FilterKind => 1,
        _ => 0,
    };

    /// <summary>A device that outlives the process.</summary>
    /// <param name="kind">As the kernel names it (IFLA_INFO_KIND), such as "xfrm".</param>
    public static KernelEntry Device(string name, string kind, uint ifId) => Of($"{DeviceKind} {name} {kind} {ifId:x8}");

    /// <summary>An ESP SA; the SPI as in logs.</summary>
    public static KernelEntry State(IPAddress destination, uint spi) => Of($"{StateKind} {destination} {spi:x8}");

    /// <summary>XFRM policies whose if_id, or whose template's reqid, is this tag.</summary>
    public static KernelEntry Policies(uint tag) => Of($"{PoliciesKind} {tag:x8}");

    /// <summary>An inner address on the loopback device, which no device of ours takes along when it goes.</summary>
    public static KernelEntry Address(IPAddress address) => Of($"{AddressKind} {address}");

    /// <summary>Routes in a table, and rules that lead there or past it, all with the protocol number of ours.</summary>
    public static KernelEntry Routes(uint table) => Of($"{RoutesKind} {table}");

    /// <summary>A setting below /proc/sys, and the value that it had.</summary>
    public static KernelEntry Setting(string path, int before) => Of($"{SettingKind} {path} {before}");

    /// <summary>The name servers of a tunnel; not in the kernel, but as much in need of being undone.</summary>
    /// <param name="way">Its word (<see cref="Host.Names.INameWay"/>).</param>
    /// <param name="place">What the way has to know to undo it.</param>
    public static KernelEntry Names(string way, string device, string place) => new($"{NamesKind} {way} {device} {place}");

    private static KernelEntry Of(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));
}
