using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>IPv6 extension headers (RFC 8200 section 4), walked up to a limit.</summary>
public static class Ipv6Chain
{
    public const int FixedHeaderLength = 40;

    /// <summary>RFC 8200 knows no reason for more than seven; a packet with more is refused.</summary>
    public const int MaximumHeaders = 8;

    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte Fragment = 44;
    private const byte DestinationOptions = 60;
    private const int FragmentHeaderLength = 8;

    /// <summary>Whether this next header is one that the chain goes on behind.</summary>
    public static bool IsExtension(byte next) => next is HopByHop or Routing or Fragment or DestinationOptions;

    /// <summary>False when a header is cut off or there are too many.</summary>
    /// <param name="packet">One packet, at least the fixed header.</param>
    /// <param name="upper">What the chain ends in; of later fragments what the fragment header names.</param>
    public static bool TryWalk(ReadOnlySpan<byte> packet, out UpperLayer upper)
    {
        byte next = packet[6];
        ReadOnlySpan<byte> rest = packet[FixedHeaderLength..];
        for (int headers = 0; headers <= MaximumHeaders; headers++)
        {
            upper = new UpperLayer(next, rest);
            if (!IsExtension(next))
                return true;
            if (rest.Length < FragmentHeaderLength)
                return false;
            if (next == Fragment && BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) >> 3 != 0)
            {
                upper = new UpperLayer(rest[0], default) { IsLaterFragment = true };
                return true;
            }

            int length = next == Fragment ? FragmentHeaderLength : (rest[1] + 1) * 8;
            if (rest.Length < length)
                return false;
            next = rest[0];
            rest = rest[length..];
        }

        upper = default;
        return false;
    }
}
