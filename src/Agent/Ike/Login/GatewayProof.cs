using Holdfast.Crypto;

namespace Holdfast.Ike.Login;

/// <summary>What the gateway has to prove itself with.</summary>
public abstract record GatewayProof : IDisposable
{
    public abstract void Dispose();
}

/// <summary>The secret that both ends have.</summary>
public sealed record SharedKeyProof(SecretBytes Secret) : GatewayProof
{
    public override void Dispose() => Secret.Dispose();
}

/// <summary>A certificate that the session's owner finds good (<see cref="Actions.CheckGateway"/>), and a signature by its key.</summary>
/// <param name="Authorities">SHA-1 of the public keys of authorities that are trusted, 20 octets each; empty: not told.</param>
/// <param name="WantsStatus">An OCSP response is asked for.</param>
public sealed record CertificateProof(ReadOnlyMemory<byte> Authorities, bool WantsStatus) : GatewayProof
{
    public override void Dispose()
    {
    }
}
