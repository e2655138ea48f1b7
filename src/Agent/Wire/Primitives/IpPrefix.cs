namespace Holdfast.Wire;

/// <summary>The addresses that share their first <see cref="Length"/> bits. The default is 0.0.0.0/0.</summary>
public readonly record struct IpPrefix
{
    /// <summary>The network that <paramref name="address"/> is in; host bits are cleared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More bits than the address has, or fewer than none.</exception>
    public IpPrefix(IpAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Bits(address.Family));
        Length = length;
        Network = Make(address.Family, address.Value & ~HostMask(address.Family, length));
    }

    /// <summary>The first address.</summary>
    public IpAddress Network { get; }

    /// <summary>Bits, 0 to 32 or 0 to 128.</summary>
    public int Length { get; }

    public IpFamily Family => Network.Family;

    /// <summary>The last address; of IPv4 networks the broadcast address.</summary>
    public IpAddress Last => Make(Family, Network.Value | HostMask(Family, Length));

    /// <summary>255.255.255.0 and the like.</summary>
    public IpAddress Netmask => Make(Family, IpAddress.Last(Family).Value & ~HostMask(Family, Length));

    /// <summary>32 or 128.</summary>
    public static int Bits(IpFamily family) => family == IpFamily.IPv6 ? 128 : 32;

    /// <summary>The number of leading one bits; false when a one follows a zero.</summary>
    public static bool TryGetLength(IpAddress netmask, out int length)
    {
        var host = ~netmask.Value & IpAddress.Last(netmask.Family).Value;
        length = Bits(netmask.Family) - (int)UInt128.PopCount(host);
        return (host & (host + UInt128.One)) == UInt128.Zero;
    }

    /// <summary>"address/length", or an address alone for a network of one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;

        var bits = Bits(address.Family);
        var length = bits;
        if (slash >= 0 && !IpText.TryParseNumber(text[(slash + 1)..], bits, out length))
            return false;

        prefix = new IpPrefix(address, length);
        return true;
    }

    public bool Contains(IpAddress address) =>
        address.Family == Family && (address.Value & ~HostMask(Family, Length)) == Network.Value;

    public override string ToString() => $"{Network}/{Length}";

    private static IpAddress Make(IpFamily family, UInt128 value) =>
        family == IpFamily.IPv6 ? IpAddress.FromIPv6(value) : IpAddress.FromIPv4((uint)value);

    private static UInt128 HostMask(IpFamily family, int length)
    {
        var host = Bits(family) - length;
        return host == 128 ? UInt128.MaxValue : (UInt128.One << host) - UInt128.One;
    }
}
