using System.Globalization;
using Holdfast.Host.Kernel;
using Holdfast.Host.Names;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// What an agent left in the kernel that was killed, or could not take away at its end. Only what the journal knows and what
/// carries our tag is ours; what has only one of both is left alone.
/// </summary>
public sealed class Leftovers(RouteNetlink netlink, TunnelNameServers nameServers, KernelJournal journal, Log log)
{
    private const string Remedy = "ip rule flush protocol 72; ip -6 rule flush protocol 72; ip route flush table all protocol 72";

    private int _removed;

    /// <summary>Takes it away. Only who has the devices may: an agent that is alive keeps what is its own.</summary>
    /// <param name="kept">Of routes and rules what has been set up anew, and of devices those that are in use.</param>
    public void Remove(IReadOnlyCollection<PlanItem> kept, IReadOnlyCollection<string> devices)
    {
        RemoveRoutes(kept);
        foreach (KernelEntry entry in journal.Entries.Where(e => e.Kind is KernelEntry.DeviceKind && !devices.Contains(e.Fields[1])))
            Try(entry, RemoveDevice);
        foreach (KernelEntry entry in journal.Entries.Where(e => e.Kind == KernelEntry.AddressKind))
            Try(entry, RemoveAddress);
        RemoveXfrm();
        _removed += nameServers.RemoveLeftovers(log);
        if (_removed > 0)
            log.Info($"took away {_removed} routes, rules, name servers, devices, states or policies that an earlier run left behind");
    }

    private void RemoveRoutes(IReadOnlyCollection<PlanItem> kept)
    {
        List<KernelEntry> tables = [.. journal.Entries.Where(e => e.Kind == KernelEntry.RoutesKind)];
        int foreign = 0;
        foreach (RuleEntry rule in netlink.Rules())
        {
            if (rule.Protocol != TunnelRules.Protocol || kept.Contains(new RuleItem(rule)))
                continue;
            if (!IsOurs(rule, tables))
                foreign++;
            else
                Count(netlink.Delete(rule));
        }

        foreach (RouteEntry route in netlink.Routes())
        {
            if (route.Protocol != TunnelRules.Protocol || kept.Contains(new RouteItem(route)))
                continue;
            if (!tables.Contains(KernelEntry.Routes(route.Table)))
                foreign++;
            else
                Count(netlink.Delete(route));
        }

        foreach (KernelEntry table in tables)
        {
            if (!kept.Any(item => EntryOf(item) == table))
                journal.Forget(table);
        }

        if (foreign > 0)
            log.Warning($"{foreign} routes or rules carry protocol 72, but the journal knows nothing of them; they stay. To remove them: {Remedy}");
    }

    /// <summary>Those that lead past a tunnel or stop name no table of ours.</summary>
    private static bool IsOurs(RuleEntry rule, List<KernelEntry> tables) =>
        tables.Contains(KernelEntry.Routes(rule.Table))
        || (tables.Count > 0 && rule.Table is 0 or RouteEntry.MainTable && TunnelRules.IsPriority(rule.Priority));

    private static KernelEntry? EntryOf(PlanItem item) => item switch
    {
        RuleItem rule => KernelEntry.Routes(rule.Rule.Table),
        RouteItem route => KernelEntry.Routes(route.Route.Table),
        _ => null,
    };

    private void Count(bool isRemoved) => _removed += isRemoved ? 1 : 0;

    private void RemoveDevice(KernelEntry entry)
    {
        string[] fields = entry.Fields;
        if (netlink.FindLink(fields[1]) is not { } link)
            return;
        if (link.Kind == fields[2] && link.IfId == Hexadecimal(fields[3]))
            Count(netlink.DeleteLink(link.Index));
        else
            log.Warning($"device {link.Name} is not the one that an earlier run made; it stays");
    }

    private void RemoveAddress(KernelEntry entry)
    {
        if (System.Net.IPAddress.TryParse(entry.Fields[1], out System.Net.IPAddress? address))
            Count(netlink.Delete(new AddressEntry(LinuxMachine.Loopback, IpPrefix.Host(address))));
    }

    private void RemoveXfrm()
    {
        List<KernelEntry> entries = [.. journal.Entries.Where(e => e.Kind is KernelEntry.StateKind or KernelEntry.PoliciesKind)];
        if (entries.Count == 0)
            return;
        using XfrmNetlink xfrm = XfrmNetlink.Open();
        foreach (KernelEntry entry in entries)
            Try(entry, one => RemoveXfrm(xfrm, one));
    }

    private void RemoveXfrm(XfrmNetlink xfrm, KernelEntry entry)
    {
        string[] fields = entry.Fields;
        if (entry.Kind == KernelEntry.StateKind)
        {
            if (System.Net.IPAddress.TryParse(fields[1], out System.Net.IPAddress? to)
                && new XfrmStateId(to, Hexadecimal(fields[2])) is var id
                && xfrm.Find(id) is { } state && XfrmTag.IsRequestId(state.RequestId))
                Count(xfrm.Delete(id));
            return;
        }

        foreach (XfrmPolicy policy in xfrm.Policies().Where(p => XfrmTag.IsPriority(p.Priority)))
            Count(xfrm.Delete(policy.Id));
    }

    private void Try(KernelEntry entry, Action<KernelEntry> remove)
    {
        try
        {
            remove(entry);
            journal.Forget(entry);
        }
        catch (LinuxException failure)
        {
            log.Warning($"could not take away what an earlier run left behind: {failure.Message}");
        }
    }

    private static uint Hexadecimal(string text) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) ? value : 0;
}
