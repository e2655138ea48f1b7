using Holdfast.Ike.Fragments;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

public enum ReceivedKind
{
    /// <summary>Nothing to act on: not authentic, not in turn, or answered from the cache. Counted where it matters.</summary>
    Nothing,

    /// <summary>The answer to the request that waited; the window is free again.</summary>
    Response,

    /// <summary>The peer's next request. It must be answered.</summary>
    Request,
}

/// <summary>An authentic message in its turn; with a fault it is authentic, but wrong.</summary>
public readonly record struct ReceivedMessage(ReceivedKind Kind, IReadOnlyList<Payload> Payloads, IkeFault? Fault)
{
    public static readonly ReceivedMessage Nothing = new(ReceivedKind.Nothing, [], null);
}

/// <summary>
/// The way in for messages of one IKE SA: matched with the window before they are opened, so that what is late, replayed or
/// foreign costs nothing; repeated requests are answered from the cache (RFC 7296 section 2.1); fragments are put together
/// (RFC 7383 section 2.6).
/// </summary>
public sealed class SaChannel(SessionContext context, IkeSa sa)
{
    private readonly Reassembly _responses = new();
    private readonly Reassembly _requests = new();

    /// <summary>Takes a message that <paramref name="sa"/> owns.</summary>
    public ReceivedMessage Receive(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header.IsResponse && !sa.Window.Answers(header.MessageId))
            return Ignore();
        if (!PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> outer, out _))
            return Malformed();
        return outer switch
        {
            [EncryptedPayload sk] => ReceiveWhole(header, message, sk),
            [EncryptedFragmentPayload skf] => ReceiveFragment(header, message, skf, now),
            _ => Malformed(),
        };
    }

    /// <summary>Retransmits where it is time to; true when the request was repeated to the end of the policy.</summary>
    public bool HandleTimeout(Instant now)
    {
        switch (sa.Window.HandleTimeout(now))
        {
            case WindowTimeout.Retransmit:
                context.Counters.Retransmitted++;
                sa.RepeatRequest();
                return false;
            case WindowTimeout.GiveUp:
                return true;
            default:
                return false;
        }
    }

    /// <summary>The request that waits once more, unchanged.</summary>
    public void Resend()
    {
        if (sa.Window.IsBusy)
            sa.RepeatRequest();
    }

    private ReceivedMessage ReceiveWhole(IkeHeader header, ReadOnlySpan<byte> message, EncryptedPayload sk)
    {
        if (!sa.TryOpen(message, sk, out byte[] plaintext))
            return NotAuthentic();
        return (header.IsResponse ? RequestOrder.Next : sa.Window.Classify(header.MessageId)) switch
        {
            RequestOrder.Next => Accept(header, sk.FirstInner, plaintext),
            RequestOrder.Repeated => Repeat(),
            _ => Ignore(),
        };
    }

    private ReceivedMessage ReceiveFragment(
        IkeHeader header, ReadOnlySpan<byte> message, EncryptedFragmentPayload skf, Instant now)
    {
        RequestOrder order = header.IsResponse ? RequestOrder.Next : sa.Window.Classify(header.MessageId);
        Reassembly reassembly = header.IsResponse ? _responses : _requests;
        bool isWanted = order switch
        {
            RequestOrder.Next => reassembly.Wants(header.MessageId, skf, now),

            // One fragment of a repeated request is enough to be answered, and only one may (RFC 7383 section 2.6.1).
            RequestOrder.Repeated => skf.FragmentNumber == 1,
            _ => false,
        };
        if (!sa.Fragmentation || !isWanted)
            return DropFragment();
        if (!sa.TryOpen(message, skf, out byte[] content))
            return NotAuthentic();
        if (order == RequestOrder.Repeated)
            return Repeat();
        return reassembly.TryAdd(header.MessageId, skf, content, now, out WholeMessage? whole)
            ? Accept(header, whole.FirstInner, whole.Plaintext)
            : ReceivedMessage.Nothing;
    }

    /// <summary>The message is authentic and in its turn; what it holds may still be wrong.</summary>
    private ReceivedMessage Accept(IkeHeader header, PayloadType firstInner, byte[] plaintext)
    {
        IReadOnlyList<Payload> payloads = [];
        IkeFault? fault = PayloadChain.TryDecode(firstInner, plaintext, out IReadOnlyList<Payload> inner, out DecodeError error)
            ? PayloadRules.Check(header.ExchangeType, header.IsResponse, inner, out payloads)
            : IkeFault.Violation($"{header.ExchangeType} of the gateway does not decode: {error}");
        (header.IsResponse ? _responses : _requests).Clear();
        if (!header.IsResponse)
            return new ReceivedMessage(ReceivedKind.Request, payloads, fault);
        sa.Window.Complete();
        return new ReceivedMessage(ReceivedKind.Response, payloads, fault);
    }

    private ReceivedMessage Repeat()
    {
        context.Counters.Repeated++;
        sa.RepeatResponse();
        return ReceivedMessage.Nothing;
    }

    private ReceivedMessage DropFragment()
    {
        context.Counters.FragmentsDropped++;
        return ReceivedMessage.Nothing;
    }

    private ReceivedMessage Malformed()
    {
        context.Counters.Malformed++;
        return ReceivedMessage.Nothing;
    }

    private ReceivedMessage NotAuthentic()
    {
        context.Counters.NotAuthentic++;
        return ReceivedMessage.Nothing;
    }

    private ReceivedMessage Ignore()
    {
        context.Counters.Unexpected++;
        return ReceivedMessage.Nothing;
    }
}
