using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Policies of one socket that let its packets pass as they are (IP_XFRM_POLICY, linux/in.h).</summary>
internal static class PolicyBypass
{
    public static void Set(int fd, bool isIPv6)
    {
        Set(fd, isIPv6, XfrmDirection.In);
        Set(fd, isIPv6, XfrmDirection.Out);
    }

    // A policy without templates, which comes before those of the machine.
    private static void Set(int fd, bool isIPv6, XfrmDirection direction)
    {
        var policy = new XfrmUserPolicyInfo { dir = (byte)direction };
        policy.sel.family = IpBytes.Family(isIPv6);
        SocketOption.Set(
            fd,
            isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP,
            isIPv6 ? XfrmSockets.IPV6_XFRM_POLICY : XfrmSockets.IP_XFRM_POLICY,
            policy,
            "setsockopt XFRM_POLICY");
    }
}
