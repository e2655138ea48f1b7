using Holdfast.Ike.Actions;
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
/// foreign costs nothing; repeated requests are answered from the cache (RFC 7296 section 2.1).
/// </summary>
public sealed class SaChannel(SessionContext context, IkeSa sa)
{
    /// <summary>Takes a message that <paramref name="sa"/> owns.</summary>
    public ReceivedMessage Receive(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header.IsResponse && !sa.Window.Answers(header.MessageId))
            return Ignore();
        if (!sa.TryOpen(header, message, out IReadOnlyList<Payload> payloads, out IkeFault? fault))
            return ReceivedMessage.Nothing;
        if (header.IsResponse)
        {
            sa.Window.Complete();
            return new ReceivedMessage(ReceivedKind.Response, payloads, fault);
        }

        switch (sa.Window.Classify(header.MessageId))
        {
            case RequestOrder.Next:
                return new ReceivedMessage(ReceivedKind.Request, payloads, fault);
            case RequestOrder.Repeated:
                context.Counters.Repeated++;
                context.Emit(new Send(sa.Transport, sa.Window.LastResponse));
                return ReceivedMessage.Nothing;
            default:
                return Ignore();
        }
    }

    /// <summary>Retransmits where it is time to; true when the request was repeated to the end of the policy.</summary>
    public bool HandleTimeout(Instant now)
    {
        switch (sa.Window.HandleTimeout(now))
        {
            case WindowTimeout.Retransmit:
                context.Counters.Retransmitted++;
                context.Emit(new Send(sa.Transport, sa.Window.PendingRequest));
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
            context.Emit(new Send(sa.Transport, sa.Window.PendingRequest));
    }

    private ReceivedMessage Ignore()
    {
        context.Counters.Unexpected++;
        return ReceivedMessage.Nothing;
    }
}
