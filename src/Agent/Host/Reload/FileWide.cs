using Holdfast.Config;
using Holdfast.Host.Watch;

namespace Holdfast.Host.Reload;

/// <summary>What the whole file says, and what all connections share, is taken up at the start alone.</summary>
public static class FileWide
{
    /// <summary>What another configuration would have otherwise, a line each; all of it stays as it was.</summary>
    /// <param name="start">That of the start.</param>
    public static List<string> Unused(AgentConfig start, AgentConfig next)
    {
        List<string> lines = [];
        if (!IsSame(start.Watch, next.Watch))
            lines.Add("watchdogs: as they were; another one, or another timeout, takes a restart");
        if (!start.Uplinks.SequenceEqual(next.Uplinks))
            lines.Add($"{ConfigKeys.Uplinks}: as they were; another order takes a restart");
        if (start.InternetCheck != next.InternetCheck)
            lines.Add($"{ConfigKeys.InternetCheck}: as it was; another address takes a restart");
        foreach (ConnectionConfig connection in next.Connections)
        {
            if (!start.Connections.Any(one => one.FwMark == connection.FwMark))
                lines.Add($"{connection.Name}: to hold packets with this {ConfigKeys.FwMark} on an uplink takes a restart");
        }

        return lines;
    }

    private static bool IsSame(WatchConfig a, WatchConfig b) =>
        a.Device == b.Device && a.DeviceTimeout == b.DeviceTimeout && a.HangTimeout == b.HangTimeout;
}
