using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// A device that drops what comes to it. The routes of a tunnel that is made of the kernel's policies alone lead here: the policies
/// send what is theirs on by the way of its outer address, and what none of them takes, as before the first and between two
/// sessions, or from another address than the inner one, goes nowhere. On the uplink it would be looked for by ARP, and
/// leave in clear to whoever answers.
/// </summary>
public sealed class DeadEnd : IDisposable
{
    /// <summary>As the kernel names it (IFLA_INFO_KIND).</summary>
    public const string Kind = "dummy";

    private const int NotSupported = 95, NoDevice = 19; // EOPNOTSUPP, ENODEV

    private readonly RouteNetlink _netlink;
    private readonly KernelJournal _journal;
    private readonly string _name;
    private readonly TunDevice? _tun;

    private DeadEnd(RouteNetlink netlink, KernelJournal journal, string name, TunDevice? tun)
    {
        (_netlink, _journal, _name, _tun) = (netlink, journal, name, tun);
        LinkEntry link = netlink.FindLink(name) ?? throw new LinuxException($"find link {name}", NoDevice);
        Link = link.Index;
        netlink.DisableIPv6AddressGeneration(Link);
        netlink.SetLinkUp(Link);
    }

    /// <summary>Its index.</summary>
    public int Link { get; }

    /// <summary>Loaded by the kernel itself it comes with a dummy0.</summary>
    public static void LoadModule() => KernelModules.TryLoad(Kind, "numdummies=0");

    /// <exception cref="LinuxException">The kernel has neither dummy nor TUN devices, or the name is taken.</exception>
    public static DeadEnd Make(RouteNetlink netlink, KernelJournal journal, string name)
    {
        LoadModule();
        journal.Record(KernelEntry.Device(name, Kind, 0));
        try
        {
            netlink.AddDummyLink(name);
        }
        catch (LinuxException failure)
        {
            journal.Forget(KernelEntry.Device(name, Kind, 0));
            if (failure.Errno != NotSupported)
                throw;
            // One that nobody reads from does as well.
            return new DeadEnd(netlink, journal, name, TunDevice.Open(name));
        }

        return new DeadEnd(netlink, journal, name, null);
    }

    public void Dispose()
    {
        if (_tun is not null)
        {
            _tun.Dispose();
            return;
        }

        _netlink.DeleteLink(Link);
        _journal.Forget(KernelEntry.Device(_name, Kind, 0));
    }
}
