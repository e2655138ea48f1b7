using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// With rp_filter (RFC 3704) the kernel drops what arrives where it would not send an answer back, and the rules of a kill
/// switch make that so for all that answers the agent. With src_valid_mark the check goes by the packet's mark, which
/// <see cref="PacketFilter"/> gives to those.
/// </summary>
public sealed class ReversePathCheck(RouteNetlink netlink, KernelJournal journal, Log log)
{
    private const string Folder = "/proc/sys/net/ipv4/conf/";
    private const string HeedsMarks = Folder + "all/src_valid_mark";

    private static readonly KernelEntry Changed = KernelEntry.Setting(HeedsMarks, 0);

    /// <summary>Some interface has the check.</summary>
    public bool IsOn()
    {
        bool isOn = Has("all") || Has("default");
        foreach (LinkEntry link in netlink.Links())
            isOn |= Has(link.Name);
        return isOn;
    }

    /// <summary>From here on the check goes by marks.</summary>
    public void HeedMarks()
    {
        if (KernelSetting.Read(HeedsMarks) != 0)
            return;
        try
        {
            journal.Record(Changed);
            KernelSetting.Write(HeedsMarks, 1);
        }
        catch (LinuxException failure)
        {
            log.Warning($"with rp_filter the kernel may drop what the gateway sends: {failure.Message}");
        }
    }

    private static bool Has(string device) => KernelSetting.Read($"{Folder}{device}/rp_filter") > 0;

    /// <summary>As it was before.</summary>
    public void Restore()
    {
        if (!journal.Has(Changed))
            return;
        try
        {
            KernelSetting.Write(HeedsMarks, 0);
            journal.Forget(Changed);
        }
        catch (LinuxException failure)
        {
            log.Warning(failure.Message);
        }
    }
}
