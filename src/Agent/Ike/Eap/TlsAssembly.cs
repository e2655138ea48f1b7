using System.Buffers.Binary;

namespace Holdfast.Ike.Eap;

/// <summary>A message of the gateway's, from the fragments that it comes in (RFC 5216 section 2.1.5).</summary>
public sealed class TlsAssembly
{
    /// <summary>Of a whole message, in octets; the longest chain of certificates takes a quarter of it.</summary>
    public const int MostOctets = 64 * 1024;

    private const int LengthSize = 4;

    private readonly List<byte> _octets = [];
    private uint? _announced;

    /// <summary>Fragments have come, and the last one has not.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Takes one packet's data from the flags on; null or what is wrong with it.</summary>
    public string? Add(ReadOnlySpan<byte> data)
    {
        var flags = (TlsFlags)data[0];
        data = data[1..];
        if (flags.HasFlag(TlsFlags.Length))
        {
            if (data.Length < LengthSize)
                return "a length that is cut off";
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data);
            data = data[LengthSize..];
            if (length > MostOctets)
                return $"a message of {length} octets";
            if (IsPartial && _announced != length)
                return "a length that changes from fragment to fragment";
            _announced = length;
        }

        bool hasMore = flags.HasFlag(TlsFlags.More);
        if (hasMore && data.IsEmpty)
            return "a fragment of nothing";
        if (_octets.Count + data.Length > (_announced ?? MostOctets))
            return "fragments longer than their whole";
        _octets.AddRange(data);
        IsPartial = hasMore;
        return !hasMore && _announced is { } whole && whole != _octets.Count ? "fragments shorter than their whole" : null;
    }

    /// <summary>The whole message.</summary>
    public byte[] Take()
    {
        byte[] octets = [.. _octets];
        _octets.Clear();
        _announced = null;
        return octets;
    }
}
