using Holdfast.Ike.Protection;
using Holdfast.Wire;

namespace Holdfast.Ike.Fragments;

/// <summary>Makes the datagrams of a protected message: one with SK, or several with SKF (RFC 7383 section 2.5).</summary>
public static class Fragmenter
{
    /// <summary>
    /// Seals <paramref name="payloads"/> in messages of at most <paramref name="limit"/> bytes. Each fragment but the last is
    /// as long as it may be; the first carries the type of the first payload, the others none.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Seal(
        SkProtection protection, IkeHeader header, IReadOnlyList<Payload> payloads, int limit)
    {
        byte[] inner = SkProtection.Encode(payloads);
        PayloadType first = PayloadChain.FirstType(payloads);
        if (protection.SealedLength(inner.Length) <= limit)
            return [protection.Seal(header, first, inner)];

        int capacity = protection.FragmentCapacity(limit);
        int total = (inner.Length + capacity - 1) / capacity;
        ReadOnlyMemory<byte>[] fragments = new ReadOnlyMemory<byte>[total];
        for (int i = 0; i < total; i++)
        {
            int start = i * capacity;
            ReadOnlySpan<byte> content = inner.AsSpan(start, Math.Min(capacity, inner.Length - start));
            fragments[i] = protection.SealFragment(
                header, i == 0 ? first : PayloadType.None, (ushort)(i + 1), (ushort)total, content);
        }

        return fragments;
    }
}
