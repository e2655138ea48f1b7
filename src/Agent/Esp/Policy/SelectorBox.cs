using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>A local and a remote selector together: a range on each axis. Immutable.</summary>
public sealed class SelectorBox
{
    public const int Axes = 5;

    private readonly SelectorRange _remote;
    private readonly SelectorRange _local;
    private readonly SelectorRange _protocol;
    private readonly SelectorRange _remotePorts;
    private readonly SelectorRange _localPorts;

    private SelectorBox(
        bool isIPv6, SelectorRange remote, SelectorRange local, SelectorRange protocol, SelectorRange remotePorts, SelectorRange localPorts)
    {
        IsIPv6 = isIPv6;
        (_remote, _local, _protocol, _remotePorts, _localPorts) = (remote, local, protocol, remotePorts, localPorts);
    }

    public bool IsIPv6 { get; }

    public SelectorRange this[SelectorAxis axis] => axis switch
    {
        SelectorAxis.Remote => _remote,
        SelectorAxis.Local => _local,
        SelectorAxis.Protocol => _protocol,
        SelectorAxis.RemotePort => _remotePorts,
        _ => _localPorts,
    };

    /// <summary>All packets of a family.</summary>
    public static SelectorBox Everything(bool isIPv6)
    {
        SelectorRange addresses = new(0, isIPv6 ? UInt128.MaxValue : uint.MaxValue);
        return new SelectorBox(
            isIPv6, addresses, addresses, SelectorRange.AnyProtocol, SelectorRange.AnyPort, SelectorRange.AnyPort);
    }

    /// <summary>What matches both; null if nothing can: two families, or two protocols.</summary>
    public static SelectorBox? Of(TrafficSelector local, TrafficSelector remote)
    {
        byte protocol = local.IpProtocol == 0 ? remote.IpProtocol : local.IpProtocol;
        if (local.Family != remote.Family || (remote.IpProtocol != 0 && remote.IpProtocol != protocol))
            return null;
        return new SelectorBox(
            local.Start.IsIPv6,
            SelectorRange.OfAddresses(remote),
            SelectorRange.OfAddresses(local),
            SelectorRange.OfProtocol(protocol),
            SelectorRange.Of(remote.Ports),
            SelectorRange.Of(local.Ports));
    }

    /// <summary>With another range on one axis.</summary>
    public SelectorBox With(SelectorAxis axis, SelectorRange range) => new(
        IsIPv6,
        axis == SelectorAxis.Remote ? range : _remote,
        axis == SelectorAxis.Local ? range : _local,
        axis == SelectorAxis.Protocol ? range : _protocol,
        axis == SelectorAxis.RemotePort ? range : _remotePorts,
        axis == SelectorAxis.LocalPort ? range : _localPorts);

    /// <summary>Whether it has a packet of its family.</summary>
    public bool Contains(in Flow flow) =>
        _remote.Contains(flow.Remote)
        && _local.Contains(flow.Local)
        && _protocol.Contains(flow.Protocol)
        && _remotePorts.Contains((uint)flow.RemotePort)
        && _localPorts.Contains((uint)flow.LocalPort);

    /// <summary>Whether it has all of the other one, of the same family.</summary>
    public bool Contains(SelectorBox other) =>
        _remote.Contains(other._remote)
        && _local.Contains(other._local)
        && _protocol.Contains(other._protocol)
        && _remotePorts.Contains(other._remotePorts)
        && _localPorts.Contains(other._localPorts);

    /// <summary>Whether some packet may be in both.</summary>
    public bool Meets(SelectorBox other)
    {
        for (SelectorAxis axis = 0; (int)axis < Axes; axis++)
        {
            if (!this[axis].Meets(other[axis]))
                return false;
        }

        return IsIPv6 == other.IsIPv6;
    }

    /// <summary>Below zero if this one is more specific: by the first axis on which their widths differ.</summary>
    public int CompareTo(SelectorBox other)
    {
        for (SelectorAxis axis = 0; (int)axis < Axes; axis++)
        {
            int order = this[axis].CompareWidth(other[axis]);
            if (order != 0)
                return order;
        }

        return 0;
    }
}
