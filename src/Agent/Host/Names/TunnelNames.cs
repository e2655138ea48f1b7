using Holdfast.Config;
using Holdfast.Wire;

namespace Holdfast.Host.Names;

/// <summary>The name servers of one tunnel.</summary>
/// <param name="Connection">Its place in the configuration.</param>
/// <param name="Device">The connection's device; it names what is set up even where the tunnel has no device.</param>
/// <param name="Servers">The first to be asked first.</param>
/// <param name="Domains">That they are for; empty: for all names.</param>
public sealed record TunnelNames(int Connection, string Device, IReadOnlyList<IpAddress> Servers, IReadOnlyList<string> Domains)
{
    /// <summary>For the same names, in place of <see cref="Servers"/> where the system does DNS over TLS; the first to be asked first.</summary>
    public IReadOnlyList<EncryptedServer> Encrypted { get; init; } = [];

    /// <summary>The device is there and has the inner addresses.</summary>
    public bool HasDevice { get; init; }

    public NameWayChoice Way { get; init; }

    public bool IsSplit => Domains.Count > 0;

    public bool Equals(TunnelNames? other) =>
        other is not null && Device == other.Device && HasDevice == other.HasDevice && Way == other.Way
        && Servers.SequenceEqual(other.Servers) && Domains.SequenceEqual(other.Domains)
        && Encrypted.SequenceEqual(other.Encrypted);

    public override int GetHashCode() => Device.GetHashCode(StringComparison.Ordinal);
}
