using System.Security.Cryptography;
using Holdfast.Crypto;
using HashAlgorithm = Holdfast.Crypto.HashAlgorithm;

namespace Holdfast.Ike.Protection;

/// <summary>AES-CBC, then HMAC-SHA2-256-128 over the whole message before the ICV (RFC 7296 section 3.14, RFC 4868).</summary>
public sealed class CbcHmacProtection(ReadOnlySpan<byte> skE, ReadOnlySpan<byte> skA, IRandom random) : SkProtection
{
    private readonly AesCbc _cipher = AesCbc.Create(skE);
    private readonly Hmac _hmac = Hmac.Create(HashAlgorithm.Sha256, skA);

    protected override int IvLength => AesCbc.BlockLength;

    protected override int IcvLength => 16;

    protected override int BlockLength => AesCbc.BlockLength;

    public override void Dispose()
    {
        _cipher.Dispose();
        _hmac.Dispose();
    }

    protected override void SealBody(Span<byte> message, int bodyStart)
    {
        Span<byte> iv = message.Slice(bodyStart, IvLength);
        random.Fill(iv);
        _cipher.Encrypt(iv, message[(bodyStart + IvLength)..^IcvLength]);
        ComputeIcv(message[..^IcvLength], message[^IcvLength..]);
    }

    protected override bool TryOpenBody(Span<byte> message, int bodyStart)
    {
        Span<byte> icv = stackalloc byte[IcvLength];
        ComputeIcv(message[..^IcvLength], icv);
        if (!CryptographicOperations.FixedTimeEquals(icv, message[^IcvLength..]))
            return false;
        _cipher.Decrypt(message.Slice(bodyStart, IvLength), message[(bodyStart + IvLength)..^IcvLength]);
        return true;
    }

    private void ComputeIcv(ReadOnlySpan<byte> data, Span<byte> icv)
    {
        Span<byte> full = stackalloc byte[32];
        _hmac.Append(data);
        _hmac.Finish(full);
        full[..IcvLength].CopyTo(icv);
    }
}
