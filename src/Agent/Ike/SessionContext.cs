using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;

namespace Holdfast.Ike;

/// <summary>What every state of one session shares: its settings, its randomness, its outbox, its counters.</summary>
public sealed class SessionContext(IkeSettings settings, IRandom random, IkePath path)
{
    /// <summary>SPIs below are reserved (RFC 4303 section 2.1).</summary>
    public const uint FirstEspSpi = 256;

    private readonly Queue<IkeAction> _outbox = new();
    private long _tokens;

    public IkeSettings Settings { get; } = settings;

    public IRandom Random { get; } = random;

    /// <summary>Addresses in use; MOBIKE changes them.</summary>
    public IkePath Path { get; set; } = path;

    public IkeCounters Counters { get; } = new();

    /// <summary>Of the path in use, once the session stands.</summary>
    public RoundTrip RoundTrip { get; } = new();

    /// <summary>What IKE_SA_INIT took from its last sending to the answer; where that was to one before it, the way is longer.</summary>
    public TimeSpan InitTime { get; set; }

    /// <summary>The gateway takes no Child SA in IKE_AUTH (RFC 6023), as it turned out.</summary>
    public bool IsChildless { get; set; } = settings.Childless == ChildlessChoice.Force;

    /// <summary>How the last message went; answers come back the same way.</summary>
    public IkeTransport Transport { get; private set; }

    public void Emit(IkeAction action) => _outbox.Enqueue(action);

    public void Send(IkeTransport transport, ReadOnlyMemory<byte> message)
    {
        Transport = transport;
        Counters.CountSent(message.Length, transport, Path.Remote);
        Emit(new Send(transport, message));
    }

    public void Note(NoteLevel level, string text) => Emit(new Note(level, text));

    public bool TryDequeue(out IkeAction action) => _outbox.TryDequeue(out action!);

    /// <summary>Never the same twice in a session.</summary>
    public long NextToken() => ++_tokens;

    public byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        Random.Fill(bytes);
        return bytes;
    }

    /// <summary>A number in [0, 1), for jitter.</summary>
    public double RandomFraction() => BitConverter.ToUInt16(RandomBytes(2)) / 65536.0;

    /// <summary>An IKE SPI: any 8 bytes but zero (RFC 7296 section 3.1).</summary>
    public ulong RandomIkeSpi()
    {
        ulong spi;
        do
            spi = BitConverter.ToUInt64(RandomBytes(8));
        while (spi == 0);
        return spi;
    }

    /// <summary>An ESP SPI at or above <see cref="FirstEspSpi"/>.</summary>
    public uint RandomEspSpi()
    {
        uint spi;
        do
            spi = BitConverter.ToUInt32(RandomBytes(4));
        while (spi < FirstEspSpi);
        return spi;
    }
}
