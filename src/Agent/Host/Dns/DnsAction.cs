using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>What the resolver wants done, in this order.</summary>
public abstract record DnsAction;

/// <summary>
/// Send one datagram, from a socket on a port that the kernel chose; what comes back goes to <see
/// cref="Resolver.HandleDatagram"/>.
/// </summary>
public sealed record SendDatagram(DnsServer Server, ReadOnlyMemory<byte> Datagram) : DnsAction;

/// <summary>
/// Connect a TCP stream to its server and send the bytes. What comes back goes to <see cref="Resolver.HandleTcp"/>, in
/// pieces of any size; the end, or a failure to connect, to <see cref="Resolver.HandleTcpClosed"/>.
/// </summary>
public sealed record OpenStream(DnsStream Stream, ReadOnlyMemory<byte> Bytes) : DnsAction;

/// <summary>Close the stream, connected or not; nothing of it is wanted any more.</summary>
public sealed record CloseStream(DnsStream Stream) : DnsAction;

/// <summary>The addresses of the name, at least one; IPv4 before IPv6, else as they came.</summary>
public sealed record NameResolved(string Name, IReadOnlyList<IpAddress> Addresses) : DnsAction;

/// <summary>No address; the message is one line that says why.</summary>
public sealed record NameFailed(string Name, DnsFailure Failure, string Message) : DnsAction;
