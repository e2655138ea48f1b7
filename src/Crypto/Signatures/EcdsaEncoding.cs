namespace Holdfast.Crypto;

/// <summary>Between the two layouts of an ECDSA signature.</summary>
internal static class EcdsaEncoding
{
    /// <summary>False unless the signature has exactly two numbers of the field's length.</summary>
    internal static bool TryToDer(ReadOnlySpan<byte> signature, int fieldLength, out byte[] der)
    {
        der = [];
        if (signature.Length != 2 * fieldLength)
            return false;
        der = Der.Wrap(Der.Sequence, Der.Number(signature[..fieldLength]), Der.Number(signature[fieldLength..]));
        return true;
    }

    /// <summary>Of a signature that this program has made itself.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal static byte[] ToFixed(ReadOnlySpan<byte> der, int fieldLength)
    {
        byte[] signature = new byte[2 * fieldLength];
        var outer = new DerReader(der);
        if (!outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> content))
            throw new ArgumentException("not an ECDSA signature", nameof(der));
        var inner = new DerReader(content);
        if (!inner.TryReadNumber(out ReadOnlySpan<byte> r) || !inner.TryReadNumber(out ReadOnlySpan<byte> s))
            throw new ArgumentException("not an ECDSA signature", nameof(der));
        r.CopyTo(signature.AsSpan(fieldLength - r.Length));
        s.CopyTo(signature.AsSpan((2 * fieldLength) - s.Length));
        return signature;
    }
}
