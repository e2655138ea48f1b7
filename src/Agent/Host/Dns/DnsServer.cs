using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>Where a name server listens, UDP and TCP alike.</summary>
public readonly record struct DnsServer(IpAddress Address, ushort Port = DnsServer.DefaultPort)
{
    public const ushort DefaultPort = 53;

    public override string ToString() => Port == DefaultPort ? Address.ToString() : $"{Address} port {Port}";
}
