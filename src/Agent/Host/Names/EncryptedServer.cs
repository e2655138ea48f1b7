using Holdfast.Wire;

namespace Holdfast.Host.Names;

/// <summary>A name server that is asked by DNS over TLS.</summary>
/// <param name="Port">0: the usual one.</param>
/// <param name="Name">Whom its certificate is for.</param>
public sealed record EncryptedServer(IpAddress Address, ushort Port, string Name)
{
    public const ushort UsualPort = 853;

    /// <summary>As resolvectl(1) takes it.</summary>
    public override string ToString() => Port is 0 or UsualPort ? $"{Address}#{Name}"
        : Address.IsIPv6 ? $"[{Address}]:{Port}#{Name}"
        : $"{Address}:{Port}#{Name}";
}
