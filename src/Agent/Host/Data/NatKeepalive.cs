using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>One byte to the gateway whenever nothing was sent for the interval, so that the NAT forgets nothing (RFC 3948 section 2.3).</summary>
/// <param name="look">Finds out what was sent meanwhile, by the kernel or the threads of the data path.</param>
public sealed class NatKeepalive(UdpCarrier carrier, MappingLife mapping, Action look) : ITimed
{
    public Instant NextDeadline => mapping.NextDeadline;

    public void HandleTimeout(Instant now)
    {
        look();
        if (now >= mapping.NextDeadline)
            carrier.SendKeepalive();
    }
}
