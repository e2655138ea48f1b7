using Holdfast.Crypto;

namespace Holdfast.Ike.Eap;

/// <summary>What one pair of challenges and the password make (RFC 2759 section 8, RFC 3079 section 3.4).</summary>
public sealed class MschapProof : IDisposable
{
    private readonly SecretBytes _passwordHash;
    private readonly byte[] _authenticator;

    /// <param name="name">Without a domain.</param>
    /// <param name="password">UTF-8.</param>
    public MschapProof(
        ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> name, ReadOnlySpan<byte> password)
    {
        _passwordHash = MsChapV2.NtPasswordHash(password);
        Response = MsChapV2.NtResponse(authenticatorChallenge, peerChallenge, name, _passwordHash);
        _authenticator = MsChapV2.AuthenticatorResponse(authenticatorChallenge, peerChallenge, name, _passwordHash, Response);
    }

    /// <summary>24 octets, which show that the peer knows the password.</summary>
    public byte[] Response { get; }

    /// <summary>Whether this text, "S=" and what follows, shows that the authenticator knows it.</summary>
    public bool IsProved(ReadOnlySpan<byte> text) => MsChapV2.VerifyAuthenticatorResponse(text, _authenticator);

    /// <summary>What <see cref="IsProved"/> expects.</summary>
    public string AuthenticatorText => $"S={Convert.ToHexString(_authenticator)}";

    /// <summary>64 octets; the caller's.</summary>
    public SecretBytes MakeMsk() => MsChapV2Keys.Msk(_passwordHash, Response);

    public void Dispose() => _passwordHash.Dispose();
}
