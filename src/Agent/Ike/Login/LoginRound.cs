using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>One credential shown to the gateway: all of IKE_AUTH, or one of several rounds of it (RFC 4739 section 2.1).</summary>
/// <param name="isLast">No round of ours follows.</param>
public abstract class LoginRound(OwnAuth own, bool isLast) : IDisposable
{
    protected OwnAuth Own { get; } = own;

    /// <summary>IDi, and AUTH where that does not have to wait for EAP.</summary>
    public abstract IReadOnlyList<Payload> Request();

    /// <summary>Takes a response, in which the gateway's own proof, if one was due, has been found good.</summary>
    public abstract LoginStep Process(IReadOnlyList<Payload> payloads);

    /// <summary>The owner has found the round's claim good.</summary>
    public virtual LoginStep Continue() => throw new InvalidOperationException("nothing was asked");

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>AUTH, with word of the next round if there is one.</summary>
    protected IReadOnlyList<Payload> Prove(params IReadOnlyList<Payload> auth) =>
        isLast ? auth : [.. auth, Notifications.Of(NotifyType.AnotherAuthFollows)];
}
