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

    /// <summary>Of IKE_INTERMEDIATE, what AUTH covers of the message (<see cref="ClearMessage"/>); else empty.</summary>
    public ReadOnlyMemory<byte> Clear { get; init; }
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

    /// <summary>
    /// Whether a message ends in a protected payload. Payloads in clear may come before it; they are authentic as it is, and none
    /// that we know belongs there, so they are skipped (RFC 7296 sections 2.5 and 3.14).
    /// </summary>
    public static bool IsProtected(IkeHeader header, ReadOnlySpan<byte> message) =>
        header.NextPayload is PayloadType.Encrypted or PayloadType.EncryptedFragment
        || (PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> outer, out _)
            && outer.Count > 0
            && outer[^1] is EncryptedPayload or EncryptedFragmentPayload);

    /// <summary>Takes a message that <paramref name="sa"/> owns.</summary>
    public ReceivedMessage Receive(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header.IsResponse && !sa.Window.Answers(header.MessageId))
            return Ignore();
        if (!PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> outer, out _))
            return Malformed();
        return outer.ToArray() switch
        {
            [.. var before, EncryptedPayload sk] => ReceiveWhole(header, message, before, sk, now),
            [.. var before, EncryptedFragmentPayload skf] when PayloadRules.FindCritical(before) is null =>
                ReceiveFragment(header, message, skf, now),
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

    /// <summary>The request that waits once more, unchanged, on another path.</summary>
    public void Resend(Instant now)
    {
        if (!sa.Window.IsBusy)
            return;
        sa.Window.Restart(now);
        sa.RepeatRequest();
    }

    private ReceivedMessage ReceiveWhole(
        IkeHeader header, ReadOnlySpan<byte> message, IReadOnlyList<Payload> before, EncryptedPayload sk, Instant now)
    {
        if (!sa.TryOpen(message, sk, out byte[] plaintext))
            return NotAuthentic();
        return (header.IsResponse ? RequestOrder.Next : sa.Window.Classify(header.MessageId)) switch
        {
            RequestOrder.Next => Accept(header, sk.FirstInner, plaintext, now, PayloadRules.FindCritical(before)) with
            {
                Clear = IsCovered(header) ? ClearMessage.Of(message, sk.Body.Length, plaintext) : default,
            },
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
            ? Accept(header, whole.FirstInner, whole.Plaintext, now) with
            {
                Clear = IsCovered(header) ? ClearMessage.Of(header, whole.FirstInner, whole.Plaintext) : default,
            }
            : ReceivedMessage.Nothing;
    }

    private static bool IsCovered(IkeHeader header) => header.ExchangeType == ExchangeType.IkeIntermediate;

    /// <summary>The message is authentic and in its turn; what it holds may still be wrong.</summary>
    private ReceivedMessage Accept(
        IkeHeader header, PayloadType firstInner, byte[] plaintext, Instant now, IkeFault? outside = null)
    {
        IkeFault? fault = Check(header, firstInner, plaintext, out IReadOnlyList<Payload> payloads) ?? outside;
        (header.IsResponse ? _responses : _requests).Clear();
        if (!header.IsResponse)
            return new ReceivedMessage(ReceivedKind.Request, payloads, fault);
        sa.Window.Complete(now);
        return new ReceivedMessage(ReceivedKind.Response, payloads, fault);
    }

    private static IkeFault? Check(
        IkeHeader header, PayloadType firstInner, byte[] plaintext, out IReadOnlyList<Payload> payloads)
    {
        payloads = [];
        return PayloadChain.TryDecode(firstInner, plaintext, out IReadOnlyList<Payload> inner, out DecodeError error)
            ? PayloadRules.Check(header.ExchangeType, header.IsResponse, inner, out payloads)
            : IkeFault.Violation($"{header.ExchangeType} of the gateway does not decode: {error}");
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
