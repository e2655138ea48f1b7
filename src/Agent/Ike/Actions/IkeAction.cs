using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Ike.Actions;

/// <summary>What the session asks of its owner, to be carried out in the order of <c>TryDequeue</c>.</summary>
public abstract record IkeAction;

/// <summary>Send one IKE message, which starts with the IKE header.</summary>
public sealed record Send(IkeTransport Transport, ReadOnlyMemory<byte> Message) : IkeAction;

/// <summary>Put a Child SA to work; both directions at once. The receiver owns the keys.</summary>
public sealed record InstallChild(ChildSaSpec Spec) : IkeAction;

/// <summary>Take a Child SA out of work, both directions.</summary>
public sealed record RemoveChild(uint InboundSpi) : IkeAction;

/// <summary>Give the tunnel its addresses, routes and name servers.</summary>
public sealed record ConfigureTunnel(TunnelConfiguration Configuration) : IkeAction;

/// <summary>The session stands: authenticated both ways, with a Child SA.</summary>
public sealed record SessionUp(SessionDetails Details) : IkeAction;

/// <summary>The session is over, whether it ever stood or not. Always the last action.</summary>
public sealed record SessionDown(IkeFault Fault) : IkeAction;

/// <summary>One line for the log; never a secret.</summary>
public sealed record Note(NoteLevel Level, string Text) : IkeAction;

/// <summary>The IKE SA's keys, for a capture to be decrypted; only when <see cref="IkeSettings.ExportKeys"/> is set.</summary>
public sealed record ExportIkeKeys(
    ulong InitiatorSpi, ulong ResponderSpi, Negotiation.IkeSuite Suite, Keys.IkeKeys Keys) : IkeAction;

public enum NoteLevel
{
    Warning,
    Info,
    Debug,
}

/// <summary>What the gateway granted: inner addresses, name servers and the negotiated selectors.</summary>
public sealed record TunnelConfiguration(
    IReadOnlyList<IpAddress> Addresses,
    IReadOnlyList<IpAddress> DnsServers,
    IReadOnlyList<TrafficSelector> Local,
    IReadOnlyList<TrafficSelector> Remote);

/// <summary>What <c>status</c> tells about a session that stands.</summary>
public sealed record SessionDetails(
    ulong InitiatorSpi, ulong ResponderSpi, string IkeSuite, string PeerIdentity, Exchange.NatStatus Nat);
