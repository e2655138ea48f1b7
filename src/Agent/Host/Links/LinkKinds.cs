using System.Text;
using Holdfast.Platform;

namespace Holdfast.Host.Links;

/// <summary>
/// Tells kinds of links apart, by what the driver says of itself (DEVTYPE in /sys/class/net/NAME/uevent), else by the hardware's
/// number and the name that the kernel or udev gave.
/// </summary>
public static class LinkKinds
{
    private const int MostBytes = 4096; // a page: what sysfs gives

    /// <summary>Modems, and phones on a cable.</summary>
    private static readonly string[] CellularNames = ["wwan", "wwp", "wwx", "ppp", "rmnet", "usb"];

    private static readonly string[] WirelessNames = ["wl", "ath", "ra"];

    /// <summary>PPP over a cable: nothing but the name tells it from a modem's.</summary>
    private const string PppOverEthernet = "pppoe";

    public static UplinkKind Of(LinkEntry link) => Of(link, DeviceType(link.Name));

    /// <param name="deviceType">As the driver says; "" where it says nothing.</param>
    public static UplinkKind Of(LinkEntry link, string deviceType)
    {
        if (link.Name.StartsWith(PppOverEthernet, StringComparison.Ordinal))
            return UplinkKind.Ethernet;
        if (deviceType == "wwan" || link.Kind == "wwan" || link.HardwareType is LinkEntry.RawIp or LinkEntry.PointToPoint)
            return UplinkKind.Cellular;
        if (deviceType == "wlan" || (deviceType.Length == 0 && BeginsWithAny(link.Name, WirelessNames)))
            return UplinkKind.WiFi;
        if (BeginsWithAny(link.Name, CellularNames))
            return UplinkKind.Cellular;
        return link.HardwareType == LinkEntry.Ethernet ? UplinkKind.Ethernet : UplinkKind.Other;
    }

    private static bool BeginsWithAny(string name, string[] prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static string DeviceType(string device)
    {
        const string Key = "DEVTYPE=";
        try
        {
            byte[] text = FileGuard.ReadAllBytes($"/sys/class/net/{device}/uevent", MostBytes, out _);
            foreach (string line in Encoding.ASCII.GetString(text).Split('\n'))
            {
                if (line.StartsWith(Key, StringComparison.Ordinal))
                    return line[Key.Length..];
            }
        }
        catch (LinuxException)
        {
            // Without sysfs the name decides.
        }

        return "";
    }
}
