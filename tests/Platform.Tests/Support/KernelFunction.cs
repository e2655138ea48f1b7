using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Platform;
using Holdfast.Platform.Interop;

namespace Holdfast.Tests;

/// <summary>
/// Stands in for the kernel: a function of the request (its header and its number, from 1) gives the datagrams.
/// </summary>
internal sealed class KernelFunction(Func<NlMsgHdr, int, IEnumerable<byte[]>> answer) : INetlinkTransport
{
    private readonly Queue<byte[]> _waiting = [];
    private nint _request, _answer;
    private int _answerLength;

    public int Requests { get; private set; }

    /// <summary>As it was when it came.</summary>
    public byte[] LastRequest { get; private set; } = [];

    /// <summary>What is now where the last request was; only for memory that stays in its place.</summary>
    public unsafe ReadOnlySpan<byte> RequestMemory => new((void*)_request, LastRequest.Length);

    /// <summary>What is now where the last answer was put; only for memory that stays in its place.</summary>
    public unsafe ReadOnlySpan<byte> AnswerMemory => new((void*)_answer, _answerLength);

    /// <summary>The kernel that grants everything but the request of this number.</summary>
    public static KernelFunction FailingAt(int step, int errno, string? text = null) => new(
        (request, number) => [Acknowledge(request, number == step ? errno : 0, number == step ? text : null)]);

    public static byte[] Acknowledge(NlMsgHdr request, int errno, string? text = null)
    {
        byte[] error = [.. Bytes(new NlMsgErr { error = -errno, msg = request })];
        if (text is null) return Message(request, Platform.Interop.Netlink.NLMSG_ERROR, 0x100, error);
        byte[] words = [.. Encoding.UTF8.GetBytes(text), 0];
        byte[] attribute = [.. Bytes(new NlAttr { nla_len = (ushort)(4 + words.Length), nla_type = 1 }), .. words];
        return Message(request, Platform.Interop.Netlink.NLMSG_ERROR, 0x300, [.. error, .. attribute]);
    }

    public static byte[] Message(NlMsgHdr request, ushort type, int flags, byte[] payload) =>
        [.. Bytes(new NlMsgHdr
        {
            nlmsg_len = (uint)(16 + payload.Length),
            nlmsg_type = type,
            nlmsg_flags = (ushort)flags,
            nlmsg_seq = request.nlmsg_seq,
        }), .. payload];

    public static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    public void Send(ReadOnlySpan<byte> message)
    {
        Requests++;
        LastRequest = message.ToArray();
        _request = Place(message);
        foreach (byte[] datagram in answer(MemoryMarshal.Read<NlMsgHdr>(message), Requests)) _waiting.Enqueue(datagram);
    }

    public int Receive(Span<byte> buffer)
    {
        if (!_waiting.TryDequeue(out byte[]? datagram)) throw new LinuxException("receive netlink", 110);
        datagram.CopyTo(buffer);
        (_answer, _answerLength) = (Place(buffer), datagram.Length);
        return datagram.Length;
    }

    private static unsafe nint Place(ReadOnlySpan<byte> memory) =>
        (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));

    public void Dispose()
    {
    }
}
