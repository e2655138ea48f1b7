using Holdfast.Crypto;

namespace Holdfast.Ike.Protection;

/// <summary>AES-CBC, then HMAC over the whole message before the ICV (RFC 7296 section 3.14, RFC 4868, RFC 2404).</summary>
public sealed class CbcHmacProtection(
    IntegrityAlgorithm algorithm, ReadOnlySpan<byte> skE, ReadOnlySpan<byte> skA, IRandom random) : SkProtection
{
    private readonly AesCbc _cipher = AesCbc.Create(skE);
    private readonly Integrity _integrity = Integrity.Create(algorithm, skA);

    protected override int IvLength => AesCbc.BlockLength;

    protected override int IcvLength { get; } = Integrity.IcvLength(algorithm);

    protected override int BlockLength => AesCbc.BlockLength;

    public override void Dispose()
    {
        _cipher.Dispose();
        _integrity.Dispose();
    }

    protected override void SealBody(Span<byte> message, int bodyStart)
    {
        Span<byte> iv = message.Slice(bodyStart, IvLength);
        random.Fill(iv);
        _cipher.Encrypt(iv, message[(bodyStart + IvLength)..^IcvLength]);
        _integrity.Append(message[..^IcvLength]);
        _integrity.Finish(message[^IcvLength..]);
    }

    protected override bool TryOpenBody(Span<byte> message, int bodyStart)
    {
        _integrity.Append(message[..^IcvLength]);
        if (!_integrity.Verify(message[^IcvLength..]))
            return false;
        _cipher.Decrypt(message.Slice(bodyStart, IvLength), message[(bodyStart + IvLength)..^IcvLength]);
        return true;
    }
}
