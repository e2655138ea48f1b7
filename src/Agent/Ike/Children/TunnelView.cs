using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Children;

/// <summary>
/// The tunnel as all Child SAs and the configuration payload make it together; the host is told whenever it changes.
/// </summary>
public sealed class TunnelView(SessionContext context)
{
    private ConfigurationReply _reply = ConfigurationReply.Empty;
    private TunnelConfiguration? _told;

    public bool HasAddress => _reply.Addresses.Count > 0;

    /// <summary>What came with IKE_AUTH, or with a later Child SA.</summary>
    public void Take(ConfigurationReply reply) => _reply = reply;

    /// <summary>Emits <see cref="ConfigureTunnel"/> where these Child SAs change what was told before.</summary>
    public void Update(IEnumerable<ChildSa> granted)
    {
        List<ChildSaSpec> specs = [.. granted.Select(c => c.Spec)];
        TunnelConfiguration now = new(
            _reply.Addresses, _reply.DnsServers,
            [.. specs.SelectMany(s => s.Local).Distinct()],
            [.. specs.SelectMany(s => s.Remote).SelectMany(Routed).Distinct()])
        {
            DnsDomains = _reply.DnsDomains,
            EncryptedDns = _reply.EncryptedDns,
            HasTransportMode = specs.Exists(s => s.Mode == EspMode.Transport),
        };
        if (_told is { } told && IsSame(told, now))
            return;
        _told = now;
        context.Emit(new ConfigureTunnel(now));
    }

    private static bool IsSame(TunnelConfiguration one, TunnelConfiguration other) =>
        one.Addresses.SequenceEqual(other.Addresses)
        && one.DnsServers.SequenceEqual(other.DnsServers)
        && one.DnsDomains.SequenceEqual(other.DnsDomains)
        && one.EncryptedDns.SequenceEqual(other.EncryptedDns)
        && one.Local.SequenceEqual(other.Local)
        && one.Remote.SequenceEqual(other.Remote)
        && one.HasTransportMode == other.HasTransportMode;

    /// <summary>
    /// A gateway that grants everything and names its subnets wants those routed to it, and the rest left alone (RFC 7296
    /// section 3.15.2).
    /// </summary>
    private IEnumerable<TrafficSelector> Routed(TrafficSelector selector)
    {
        List<TrafficSelector> named = [.. _reply.Subnets.Where(s => s.Family == selector.Family).Select(TrafficSelector.FromPrefix)];
        return selector == TrafficSelector.Any(selector.Family) && named.Count > 0 ? named : [selector];
    }
}
