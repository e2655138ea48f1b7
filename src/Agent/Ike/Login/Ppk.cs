using Holdfast.Crypto;

namespace Holdfast.Ike.Login;

/// <summary>A post-quantum pre-shared key (RFC 8784). Whoever has it last disposes it.</summary>
/// <param name="Id">PPK_ID without its type: what the gateway finds the key by.</param>
/// <param name="IsRequired">No IKE SA without it; else the gateway may go on as if there were none.</param>
public sealed record Ppk(ReadOnlyMemory<byte> Id, SecretBytes Secret, bool IsRequired) : IDisposable
{
    public void Dispose() => Secret.Dispose();
}
