using System.Net;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>IP addresses as netlink has them: 4 or 16 bytes under an address family.</summary>
internal static class IpBytes
{
    public static byte Family(bool isIPv6) => (byte)(int)(isIPv6 ? AF_INET6 : AF_INET);

    /// <summary>Null when the length is neither 4 nor 16.</summary>
    public static IPAddress? Read(ReadOnlySpan<byte> bytes) => bytes.Length is 4 or 16 ? new IPAddress(bytes) : null;

    public static bool TryPrefix(IPAddress address, int length, out IpPrefix prefix)
    {
        bool fits = length <= (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32);
        prefix = fits ? new IpPrefix(address, length) : default;
        return fits;
    }
}
