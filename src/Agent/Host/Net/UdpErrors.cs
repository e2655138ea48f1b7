using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>What the network says of the datagrams that a socket sent, as far as anyone acts on it.</summary>
public static class UdpErrors
{
    private const int Burst = 64;

    /// <summary>Takes what is there, up to a limit: an attacker can send any number of them.</summary>
    public static (bool IsUnreachable, bool HasPathMtu) Read(UdpSocket socket)
    {
        (bool isUnreachable, bool hasPathMtu) = (false, false);
        for (int i = 0; i < Burst && socket.TryReadError(out UdpError error); i++)
        {
            isUnreachable |= error.Mtu == 0;
            hasPathMtu |= error.Mtu != 0;
        }

        return (isUnreachable, hasPathMtu);
    }
}
