using Holdfast.Crypto;

namespace Holdfast.Ike.Keys;

/// <summary>The shared secrets of one CREATE_CHILD_SA and the IKE_FOLLOWUP_KE exchanges behind it (RFC 9370 section 2.2.4).</summary>
/// <param name="first">SK(0); null without a key exchange. It is this object's from here on.</param>
public sealed class ExchangeSecrets(SecretBytes? first) : IDisposable
{
    private SecretBytes? _additional;

    /// <summary>SK(0), which is g^ir; empty without a key exchange.</summary>
    public ReadOnlySpan<byte> First => first is null ? [] : first.Span;

    /// <summary>SK(1) | SK(2) | ...; mostly empty.</summary>
    public ReadOnlySpan<byte> Additional => _additional is null ? [] : _additional.Span;

    /// <summary>Takes the secret of the next exchange, and disposes it.</summary>
    public void Add(SecretBytes next)
    {
        using (next)
        using (SecretBytes? before = _additional)
        {
            int length = before?.Length ?? 0;
            _additional = new SecretBytes(length + next.Length);
            before?.Span.CopyTo(_additional.Span);
            next.Span.CopyTo(_additional.Span[length..]);
        }
    }

    public void Dispose()
    {
        first?.Dispose();
        _additional?.Dispose();
    }
}
