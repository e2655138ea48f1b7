using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>One byte to the gateway whenever nothing was sent for the interval, so that the NAT forgets nothing (RFC 3948 section 2.3).</summary>
public sealed class NatKeepalive(UdpCarrier carrier, TimeSpan interval) : ITimed
{
    public Instant NextDeadline => carrier.LastNatSend + interval;

    public void HandleTimeout(Instant now) => carrier.SendKeepalive();
}
