using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>Messages that were not acted on, by reason, and what loss cost.</summary>
public sealed class IkeCounters
{
    /// <summary>Not an IKE message, or a chain of payloads that does not decode.</summary>
    public long Malformed { get; set; }

    /// <summary>For other SPIs than ours.</summary>
    public long ForeignSpi { get; set; }

    /// <summary>The ICV or padding did not hold.</summary>
    public long NotAuthentic { get; set; }

    /// <summary>A response to nothing that waits, a request out of order, or an exchange that the state does not allow.</summary>
    public long Unexpected { get; set; }

    /// <summary>Authentic answers to requests of ours, once the session stands.</summary>
    public long Answers { get; set; }

    /// <summary>Requests of the gateway that came again and were answered from the cache.</summary>
    public long Repeated { get; set; }

    /// <summary>Requests of ours that were sent again.</summary>
    public long Retransmitted { get; set; }

    /// <summary>Fragments that add nothing: repeated, of an old division, too many, or where none were agreed on.</summary>
    public long FragmentsDropped { get; set; }

    /// <summary>Tokens of RFC 6290 in clear that were not the IKE SA's.</summary>
    public long WrongTokens { get; set; }

    /// <summary>
    /// Bytes of IKE on the wire: messages, with the non-ESP marker where there is one, and for each 28 (IPv4) or 48 (IPv6) of IP and
    /// UDP header. What was received counts whoever sent it.
    /// </summary>
    public long BytesSent { get; private set; }

    public long BytesReceived { get; private set; }

    public void CountSent(int length, IkeTransport transport, IpAddress to) => BytesSent += OnWire(length, transport, to);

    public void CountReceived(int length, IkeTransport transport, IpAddress from) => BytesReceived += OnWire(length, transport, from);

    private static int OnWire(int length, IkeTransport transport, IpAddress peer) =>
        length + (transport == IkeTransport.Udp4500 ? 4 : 0) + (peer.IsIPv6 ? 48 : 28);
}
