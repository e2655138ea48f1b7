using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.RtNetlink;

namespace Holdfast.Platform;

/// <summary>What changed in the network namespace.</summary>
[Flags]
public enum NetworkChanges
{
    None = 0,
    Links = 1,
    Addresses = 2,
    Routes = 4,

    /// <summary>Some news was lost: anything may have changed.</summary>
    Unknown = 8,
}

/// <summary>Tells what the messages of the rtnetlink groups are about; their details do not matter here.</summary>
internal static class NetworkNews
{
    /// <param name="datagram">As received; what does not decode is passed over.</param>
    /// <param name="ownProtocol">Routes with this tag are our own work and no news.</param>
    public static NetworkChanges Read(ReadOnlySpan<byte> datagram, byte ownProtocol)
    {
        var changes = NetworkChanges.None;
        var messages = new NetlinkMessages(datagram);
        while (messages.TryNext(out NetlinkMessage message)) changes |= Read(message, ownProtocol);
        return changes;
    }

    private static NetworkChanges Read(in NetlinkMessage message, byte ownProtocol) => message.Header.nlmsg_type switch
    {
        RTM_NEWLINK or RTM_DELLINK => NetworkChanges.Links,
        RTM_NEWADDR or RTM_DELADDR => NetworkChanges.Addresses,
        RTM_NEWROUTE or RTM_DELROUTE => IsNews(message.Payload, ownProtocol) ? NetworkChanges.Routes : NetworkChanges.None,
        Interop.Netlink.NLMSG_OVERRUN => NetworkChanges.Unknown,
        _ => NetworkChanges.None,
    };

    private static bool IsNews(ReadOnlySpan<byte> payload, byte ownProtocol) =>
        MemoryMarshal.TryRead(payload, out RtMsg header)
        && header.rtm_protocol != ownProtocol
        && (header.rtm_flags & RTM_F_CLONED) == 0;
}
