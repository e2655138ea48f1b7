using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// SK_d, SK_pi and SK_pr with a post-quantum pre-shared key mixed in (RFC 8784 section 3): prf+(PPK, SK') each, in locked
/// memory. The other keys of the IKE SA stay as they are.
/// </summary>
public sealed class PpkKeys : IDisposable
{
    private readonly SecretBytes _material;
    private readonly int _length;

    /// <param name="keys">As they were derived; they are not changed.</param>
    public PpkKeys(PrfId prf, ReadOnlySpan<byte> ppk, IkeKeys keys)
    {
        _length = Prf.LengthOf(prf);
        _material = new SecretBytes(3 * _length);
        using Prf expand = Prf.Create(prf, ppk);
        expand.Expand(keys.D, Part(0));
        expand.Expand(keys.Pi, Part(1));
        expand.Expand(keys.Pr, Part(2));
    }

    public ReadOnlySpan<byte> D => Part(0);

    public ReadOnlySpan<byte> Pi => Part(1);

    public ReadOnlySpan<byte> Pr => Part(2);

    public void Dispose() => _material.Dispose();

    private Span<byte> Part(int index) => _material.Span.Slice(index * _length, _length);
}
