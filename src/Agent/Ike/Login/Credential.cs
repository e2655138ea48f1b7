using Holdfast.Crypto;

namespace Holdfast.Ike.Login;

/// <summary>What this end proves itself with. Whoever has it last disposes it.</summary>
public abstract record Credential : IDisposable
{
    public abstract void Dispose();
}

/// <summary>A key, and the certificates that show whose it is, DER, its own first.</summary>
public sealed record CertifiedKey(PrivateKey Key, IReadOnlyList<ReadOnlyMemory<byte>> Certificates) : Credential
{
    public override void Dispose() => Key.Dispose();
}

/// <summary>The secret that both ends have (RFC 7296 section 2.15).</summary>
public sealed record SharedKey(SecretBytes Secret) : Credential
{
    public override void Dispose() => Secret.Dispose();
}
