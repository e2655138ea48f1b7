using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;

namespace Holdfast.Platform;

/// <summary>The kernel's explanation of an error (NLMSGERR_ATTR_MSG), when it gives one.</summary>
internal static unsafe class ExtendedAck
{
    public static string? Text(in NetlinkMessage message)
    {
        if ((message.Header.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return null;
        int start = Start(message);
        if (start < 0 || start > message.Payload.Length) return null;
        foreach (NetlinkAttribute attribute in new NetlinkAttributes(message.Payload[start..]))
        {
            if (attribute.Type == NLMSGERR_ATTR_MSG) return attribute.Text;
        }

        return null;
    }

    // Behind struct nlmsgerr, and behind the payload of the request where the kernel repeats that; a DONE has only the
    // error number before the attributes.
    private static int Start(in NetlinkMessage message)
    {
        if (message.Header.nlmsg_type == NLMSG_DONE) return sizeof(int);
        if (!MemoryMarshal.TryRead(message.Payload, out NlMsgErr error)) return -1;
        bool isCapped = (message.Header.nlmsg_flags & NLM_F_CAPPED) != 0;
        long repeated = isCapped ? 0 : Math.Max(0L, (long)error.msg.nlmsg_len - sizeof(NlMsgHdr));
        return repeated > message.Payload.Length ? -1 : sizeof(NlMsgErr) + NetlinkMessages.Align((int)repeated);
    }
}
