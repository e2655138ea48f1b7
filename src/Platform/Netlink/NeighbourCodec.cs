using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;

namespace Holdfast.Platform;

/// <summary>RTM_*NEIGH messages: struct ndmsg and NDA_* attributes.</summary>
internal static unsafe class NeighbourCodec
{
    public static NetlinkRequest DumpRequest() => new NetlinkRequest(RTM_GETNEIGH, NLM_F_DUMP).Header(default(NdMsg));

    public static bool TryParse(in NetlinkMessage message, out NeighbourEntry neighbour)
    {
        neighbour = default;
        if (message.Header.nlmsg_type != RTM_NEWNEIGH) return false;
        if (!MemoryMarshal.TryRead(message.Payload, out NdMsg header)) return false;
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[sizeof(NdMsg)..]))
        {
            // A bridge's table has entries of its own, without an address.
            if (attribute.Type != Neighbour.NDA_DST || IpBytes.Read(attribute.Value) is not { } address) continue;
            neighbour = new NeighbourEntry(header.ndm_ifindex, address, (NeighbourState)header.ndm_state);
            return true;
        }

        return false;
    }
}
