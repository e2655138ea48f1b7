using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Holdfast.Platform.Interop;

/// <summary>sys/socket.h: several messages a call</summary>
internal static unsafe partial class SocketBatch
{
    [LibraryImport("libc", SetLastError = true)]
    public static partial int sendmmsg(int fd, MMsgHdr* messages, uint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int recvmmsg(int fd, MMsgHdr* messages, uint count, int flags, void* timeout);
}

/// <summary>struct mmsghdr</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MMsgHdr
{
    public msghdr msg_hdr;
    public uint msg_len;
}
