using Holdfast.Crypto;

namespace Holdfast.Ike.Login;

/// <summary>What this end proves itself with. Whoever has it last disposes it.</summary>
public abstract record Credential : IDisposable
{
    public abstract void Dispose();
}

/// <summary>A signature by a key, and the certificates that show whose it is.</summary>
public sealed record OwnCertificate(CertifiedKey Own) : Credential
{
    public override void Dispose() => Own.Dispose();
}

/// <summary>The secret that both ends have (RFC 7296 section 2.15).</summary>
public sealed record SharedKey(SecretBytes Secret) : Credential
{
    public override void Dispose() => Secret.Dispose();
}
