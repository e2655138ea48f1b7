namespace Holdfast.Wire;

/// <summary>The two versions of IP, by their numbers.</summary>
public enum IpFamily : byte
{
    IPv4 = 4,
    IPv6 = 6,
}
