using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.NfNetlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// nftables (Documentation/userspace-api/netlink, nfnetlink): a table is changed by a batch of messages that the kernel
/// carries out as a whole or not at all. One change an object.
/// </summary>
public sealed class NfTables(INetlinkTransport transport) : IDisposable
{
    /// <exception cref="LinuxException">EPROTONOSUPPORT: the kernel has no netfilter.</exception>
    public static NfTables Open() => new(new NetlinkTransport(NETLINK_NETFILTER));

    /// <summary>Puts the table in place of the one with its name, at once.</summary>
    /// <exception cref="LinuxException">Refused, and all is as before. EINVAL, EOPNOTSUPP: no nf_tables; ENOENT: an expression is missing.</exception>
    public void Replace(NftTable table) => Commit(table.Requests, $"set nftables table inet {table.Name}");

    /// <summary>False: there is none of that name.</summary>
    public bool Delete(string table) =>
        Commit([NftTable.Delete(table)], $"delete nftables table inet {table}", ENOENT) == 0;

    public void Dispose() => transport.Dispose();

    private int Commit(IReadOnlyList<NetlinkRequest> requests, string call, int expected = 0)
    {
        uint sequence = 0;
        List<byte> batch = [];
        batch.AddRange(Bracket(NFNL_MSG_BATCH_BEGIN).Seal(++sequence));
        foreach (NetlinkRequest request in requests)
            batch.AddRange(request.Seal(++sequence));
        uint last = sequence;
        batch.AddRange(Bracket(NFNL_MSG_BATCH_END).Seal(++sequence));
        transport.Send(CollectionsMarshal.AsSpan(batch));
        return WaitFor(last, call, expected);
    }

    /// <summary>The kernel answers every message, in their order; an error anywhere is the answer to all.</summary>
    private int WaitFor(uint last, string call, int expected)
    {
        var buffer = new byte[8192];
        while (true)
        {
            var messages = new NetlinkMessages(buffer.AsSpan(0, transport.Receive(buffer)));
            while (messages.TryNext(out NetlinkMessage message))
            {
                if (message.Header.nlmsg_type != NLMSG_ERROR) continue;
                int error = MemoryMarshal.TryRead(message.Payload, out int number) ? -number : EPROTO;
                if (error != 0 && error == expected) return error;
                if (error != 0)
                    throw new LinuxException(call, error, ExtendedAck.Text(message) ?? (error == EPERM ? "needs CAP_NET_ADMIN" : null));
                if (message.Header.nlmsg_seq == last) return 0;
            }
        }
    }

    private static NetlinkRequest Bracket(ushort type) => new NetlinkRequest(type, 0).Header(
        new NfGenMsg { res_id = BinaryPrimitives.ReverseEndianness(NFNL_SUBSYS_NFTABLES) });
}
