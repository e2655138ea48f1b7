using System.Runtime.CompilerServices;

namespace Holdfast.Platform.Interop;

/// <summary>linux/icmp.h and linux/icmpv6.h: which messages a raw socket takes.</summary>
internal static class IcmpFilters
{
    public const int ICMP_FILTER = 1;
    public const int ICMPV6_FILTER = 1;
    public const int ICMP_ECHOREPLY = 0;
    public const int ICMP_ECHO = 8;
    public const int ICMPV6_ECHO_REQUEST = 128;
    public const int ICMPV6_ECHO_REPLY = 129;
}

/// <summary>struct icmp6_filter of linux/icmpv6.h: a bit that is set blocks the type.</summary>
[InlineArray(8)]
internal struct Icmp6Filter
{
    private uint _data;

    public static Icmp6Filter Only(int type)
    {
        Icmp6Filter filter = default;
        Span<uint> words = filter;
        words.Fill(uint.MaxValue);
        words[type >> 5] &= ~(1u << (type & 31));
        return filter;
    }
}
