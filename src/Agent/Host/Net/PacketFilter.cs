using Holdfast.Config;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// The agent's nftables table, for all connections together, always set as a whole. What arrives for an inner address without
/// having come through the tunnel is dropped (CVE-2019-14899); TCP segments that are forwarded through a tunnel are made to
/// fit; and the agent's own answers pass a reverse path check that the rules of a kill switch would let fail. A kernel without
/// nf_tables does without, with a warning.
/// </summary>
public sealed class PacketFilter(KernelJournal journal, Log log) : IDisposable
{
    public const string TableName = "holdfast";

    private const string Arriving = "arriving", Forwarded = "forwarded";
    private const int Raw = -300, Mangle = -150; // before connection tracking; before filters of others
    private const byte Tcp = 6, Udp = 17, Esp = 50;
    private const ushort Dns = 53;

    private readonly SortedDictionary<int, FilterItem> _tunnels = [];
    private readonly List<ConnectionConfig> _marked = [];
    private bool _isSet = journal.Has(KernelEntry.Filter); // by an earlier run
    private bool _hasWarned;

    /// <summary>False: it could not be set.</summary>
    public bool TrySet(int connection, FilterItem tunnel)
    {
        _tunnels[connection] = tunnel;
        if (TryApply())
            return true;
        _tunnels.Remove(connection);
        return false;
    }

    public void Remove(int connection)
    {
        if (_tunnels.Remove(connection))
            TryApply();
    }

    /// <summary>From here on what arrives here from the gateway's ports, or from a name server, carries the mark.</summary>
    public void MarkAnswers(ConnectionConfig connection)
    {
        if (_marked.Contains(connection))
            return;
        _marked.Add(connection);
        TryApply();
    }

    public void ForgetAnswers(ConnectionConfig connection)
    {
        if (_marked.Remove(connection))
            TryApply();
    }

    /// <summary>Without the agent nothing that the table is for goes on.</summary>
    public void Dispose()
    {
        _tunnels.Clear();
        _marked.Clear();
        TryApply();
    }

    private bool TryApply()
    {
        if (_tunnels.Count + _marked.Count == 0 && !_isSet)
            return true;
        try
        {
            Apply();
            return true;
        }
        catch (LinuxException failure)
        {
            if (!_hasWarned)
                log.Warning("packets from outside for inner addresses are not dropped, and TCP segments are not made to fit: "
                    + failure.Message);
            _hasWarned = true;
            return false;
        }
    }

    private void Apply()
    {
        using NfTables kernel = NfTables.Open();
        if (_tunnels.Count + _marked.Count > 0)
        {
            journal.Record(KernelEntry.Filter);
            kernel.Replace(Table());
            _isSet = true;
            return;
        }

        kernel.Delete(TableName);
        journal.Forget(KernelEntry.Filter);
        _isSet = false;
    }

    private NftTable Table()
    {
        NftTable table = new(TableName);
        table.AddChain(Arriving, NftHook.Prerouting, Raw);
        table.AddChain(Forwarded, NftHook.Forward, Mangle);
        foreach (ConnectionConfig one in _marked)
        {
            foreach (ushort port in new[] { one.Port, one.NattPort, Dns })
                table.AddRule(Arriving).FromPort(Udp, port).ToThisHost().SetMark(one.FwMark);
            if (one is { Resumption: true, DataPath: not DataPathChoice.Userspace })
                table.AddRule(Arriving).Is(Esp).ToThisHost().SetMark(one.FwMark);
            table.AddRule(Arriving).FromPort(Tcp, Dns).ToThisHost().SetMark(one.FwMark);
            foreach (ushort port in one.MayUseTcp ? one.TcpPorts : [])
                table.AddRule(Arriving).Input(one.TunName, isIt: false).FromPort(Tcp, port).ToThisHost().SetMark(one.FwMark);
        }

        foreach (FilterItem tunnel in _tunnels.Values)
            AddTunnel(table, tunnel);
        return table;
    }

    private static void AddTunnel(NftTable table, FilterItem tunnel)
    {
        foreach (IpAddress address in tunnel.Addresses)
        {
            NftRule rule = table.AddRule(Arriving).To(address.ToIPAddress());
            (tunnel.Device is { } device ? rule.Input(device, isIt: false) : rule.WasProtected(false)).FromElsewhere().Drop();
        }

        if (tunnel.Device is { } name)
        {
            table.AddRule(Forwarded).Output(name).ClampSegments();
            table.AddRule(Forwarded).Input(name).ClampSegments();
        }
        else
        {
            table.AddRule(Forwarded).WillBeProtected().ClampSegments();
            table.AddRule(Forwarded).WasProtected(true).ClampSegments();
        }
    }
}
