using System.Runtime.InteropServices;
using static Holdfast.Platform.Interop.Netlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Reads one message of a dump or answer. False: not one of those that are wanted.</summary>
internal delegate bool NetlinkParser<T>(in NetlinkMessage message, out T value);

/// <summary>
/// Requests and their answers: sequence numbers, acknowledgements, dumps of many parts, the kernel's own words.
/// </summary>
/// <param name="wipes">Answers may hold keys: none stays in memory.</param>
internal sealed class NetlinkSocket(INetlinkTransport transport, bool wipes = false) : IDisposable
{
    private const int DumpTries = 8;
    private const int Most = 32768; // what the kernel puts into one part of a dump
    private const int Least = 8192; // it fills no more than it was given before

    private readonly byte[] _buffer = wipes ? GC.AllocateArray<byte>(Least, pinned: true) : new byte[Most];
    private uint _sequence;

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    /// <param name="call">What it does, for the message of an exception.</param>
    /// <param name="expected">Error numbers that are an answer, not a failure.</param>
    /// <returns>0, or the expected errno.</returns>
    public int Execute(NetlinkRequest request, string call, params ReadOnlySpan<int> expected)
    {
        Answer answer = Exchange<int>(request, null, []);
        return answer.Errno == 0 || expected.Contains(answer.Errno) ? answer.Errno : throw answer.ToException(call);
    }

    /// <summary>All that a request (NLM_F_DUMP, or NLM_F_ACK with one answer) yields.</summary>
    /// <exception cref="LinuxException">EINTR: the table changed during each try (NLM_F_DUMP_INTR).</exception>
    public List<T> Collect<T>(NetlinkRequest request, NetlinkParser<T> parser, string call)
    {
        for (int tries = 0; tries < DumpTries; tries++)
        {
            var found = new List<T>();
            Answer answer = Exchange(request, parser, found);
            if (answer.Errno != 0) throw answer.ToException(call);
            if (!answer.Interrupted) return found;
        }

        throw new LinuxException(call, EINTR, "the table kept changing while it was read");
    }

    public void Dispose() => transport.Dispose();

    private Answer Exchange<T>(NetlinkRequest request, NetlinkParser<T>? parser, List<T> found)
    {
        uint sequence = ++_sequence;
        transport.Send(request.Seal(sequence));
        try
        {
            return Answers(sequence, parser, found);
        }
        finally
        {
            if (wipes) _buffer.AsSpan().Clear();
        }
    }

    private Answer Answers<T>(uint sequence, NetlinkParser<T>? parser, List<T> found)
    {
        bool interrupted = false;
        while (true)
        {
            var messages = new NetlinkMessages(_buffer.AsSpan(0, transport.Receive(_buffer)));
            while (messages.TryNext(out NetlinkMessage message))
            {
                if (message.Header.nlmsg_seq != sequence) continue; // the rest of an exchange that was given up
                interrupted |= (message.Header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
                if (message.Header.nlmsg_type is NLMSG_ERROR or NLMSG_DONE) return Answer.From(message, interrupted);
                if (message.Header.nlmsg_type == NLMSG_OVERRUN) return new Answer(ENOBUFS, null, interrupted);
                if (parser is not null && parser(message, out T value)) found.Add(value);
            }
        }
    }

    /// <summary>How an exchange ended.</summary>
    private readonly record struct Answer(int Errno, string? Detail, bool Interrupted)
    {
        // NLMSG_ERROR and NLMSG_DONE both begin with 0 or a negative errno; before Linux 4.17 a DONE may have nothing.
        public static Answer From(in NetlinkMessage message, bool interrupted)
        {
            int error = MemoryMarshal.TryRead(message.Payload, out int number) ? Math.Max(0, -number) : 0;
            return new Answer(error, error == 0 ? null : ExtendedAck.Text(message), interrupted);
        }

        public LinuxException ToException(string call) =>
            new(call, Errno, Detail ?? (Errno == EPERM ? "needs CAP_NET_ADMIN" : null));
    }
}
