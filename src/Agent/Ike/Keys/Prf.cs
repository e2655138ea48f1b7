using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>A keyed pseudorandom function (RFC 7296 section 2.13), always HMAC here.</summary>
public sealed class Prf : IDisposable
{
    private readonly Hmac _hmac;

    private Prf(Hmac hmac) => _hmac = hmac;

    /// <summary>Output length in bytes, which is also the length of SK_d, SK_pi and SK_pr.</summary>
    public int Length => _hmac.Length;

    public static bool IsKnown(PrfId id) =>
        id is PrfId.HmacSha1 or PrfId.HmacSha256 or PrfId.HmacSha384 or PrfId.HmacSha512;

    public static int LengthOf(PrfId id) => Hash.Length(HashOf(id));

    public static Prf Create(PrfId id, ReadOnlySpan<byte> key) => new(Hmac.Create(HashOf(id), key));

    public Prf Append(ReadOnlySpan<byte> data)
    {
        _hmac.Append(data);
        return this;
    }

    /// <summary>Writes prf(key, all appended), <see cref="Length"/> bytes, and is ready for the next input.</summary>
    public void Finish(Span<byte> output) => _hmac.Finish(output);

    /// <summary>prf+ (RFC 7296 section 2.13) of <paramref name="seed"/>; at most 255 blocks.</summary>
    public void Expand(ReadOnlySpan<byte> seed, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, 255 * Length);
        using SecretBytes block = new(Length);
        for (byte counter = 1; !output.IsEmpty; counter++)
        {
            if (counter > 1)
                Append(block.Span);
            Append(seed).Append([counter]).Finish(block.Span);
            int taken = Math.Min(block.Length, output.Length);
            block.Span[..taken].CopyTo(output);
            output = output[taken..];
        }
    }

    public void Dispose() => _hmac.Dispose();

    private static HashAlgorithm HashOf(PrfId id) => id switch
    {
        PrfId.HmacSha1 => HashAlgorithm.Sha1,
        PrfId.HmacSha256 => HashAlgorithm.Sha256,
        PrfId.HmacSha384 => HashAlgorithm.Sha384,
        PrfId.HmacSha512 => HashAlgorithm.Sha512,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "not an implemented PRF"),
    };
}
