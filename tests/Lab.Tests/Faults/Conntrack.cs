using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>The connections that a NAT remembers, as `conntrack -F` empties them (linux/netfilter/nfnetlink_conntrack.h).</summary>
public static partial class Conntrack
{
    private const int Netlink = 16, Raw = 3, Netfilter = 12;
    private const ushort DeleteAll = (1 << 8) | 2, RequestWithAnswer = 1 | 4;
    private const int MessageSize = 20, ErrorAt = 16;

    public static void Flush(NetworkNamespace network) => SocketFactory.Within(network, () =>
    {
        var socket = OpenSocket(Netlink, Raw, Netfilter);
        if (socket < 0)
            throw new LabException($"netlink: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            Ask(socket);
        }
        finally
        {
            _ = CloseSocket(socket);
        }
        return network;
    });

    private static void Ask(int socket)
    {
        // nlmsghdr, and an nfgenmsg of zeros: every family.
        var message = new byte[MessageSize];
        BinaryPrimitives.WriteInt32LittleEndian(message, MessageSize);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), DeleteAll);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), RequestWithAnswer);
        var answer = new byte[1024];
        if (Send(socket, message, message.Length, 0) != message.Length || Receive(socket, answer, answer.Length, 0) < MessageSize)
            throw new LabException($"conntrack: {Marshal.GetLastPInvokeErrorMessage()}");
        var error = BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(ErrorAt));
        if (error != 0)
            throw new LabException($"conntrack: {Marshal.GetPInvokeErrorMessage(-error)}");
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte[] message, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte[] message, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseSocket(int socket);
}
