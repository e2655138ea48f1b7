using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Wire;

namespace Holdfast.Ike.Redirects;

/// <summary>
/// A gateway that sends us to another one (RFC 5685): in place of its answer to IKE_SA_INIT, in IKE_AUTH, or while the session stands.
/// It is followed where the connection trusts it to; who is there has to prove to be whom the configuration wants, all the same.
/// </summary>
public static class Redirection
{
    /// <summary>What our request says of it; nothing where we do not follow.</summary>
    public static IReadOnlyList<Payload> Announce(IkeSettings settings) => settings switch
    {
        { FollowsRedirects: false } => [],
        { RedirectedFrom: { } from } => [RedirectTarget.From(from)],
        _ => [Notifications.Of(NotifyType.RedirectSupported)],
    };

    /// <summary>In place of an answer to IKE_SA_INIT (section 3). Null: it is of nobody who saw our request, as its nonce is another.</summary>
    public static IkeFault? InClear(IkeSettings settings, ReadOnlySpan<byte> ourNonce, NotifyPayload redirect)
    {
        if (!RedirectTarget.TryRead(redirect.Data.Span, out RedirectTarget? target, out ReadOnlySpan<byte> nonce) || !nonce.SequenceEqual(ourNonce))
            return null;
        return settings.FollowsRedirects ? Followed(target) : Refused(target);
    }

    /// <summary>In IKE_AUTH (section 6), of a gateway that has proved itself. Null: the login goes on.</summary>
    public static LoginStep? InLogin(SessionContext context, IReadOnlyList<Payload> payloads)
    {
        if (payloads.Find(NotifyType.Redirect) is not { } redirect || !TryRead(context, redirect, out RedirectTarget? target))
            return null;
        if (context.Settings.FollowsRedirects)
            return LoginStep.Rejected(Followed(target!));
        bool goesOn = payloads.OfType<SaPayload>().Any() || payloads.OfType<EapPayload>().Any();
        if (!goesOn)
            return LoginStep.Rejected(Refused(target!));
        context.Note(NoteLevel.Warning, Refused(target!).Message + "; going on with this one");
        return null;
    }

    /// <summary>While the session stands (section 5); it stands on until there is another.</summary>
    public static void InSession(SessionContext context, NotifyPayload redirect)
    {
        if (!TryRead(context, redirect, out RedirectTarget? target))
            return;
        if (context.Settings.FollowsRedirects)
            context.Emit(new GatewayRedirects(target!));
        else
            context.Note(NoteLevel.Warning, Refused(target!).Message + "; the session stands on");
    }

    private static IkeFault Refused(RedirectTarget target) => new(
        FaultKind.RedirectRefused, Blame.Configuration, "the gateway sends us to " + target + " (REDIRECT), which this connection does not follow");

    private static IkeFault Followed(RedirectTarget target) =>
        new(FaultKind.Redirected, Blame.None, "the gateway sends us to " + target + " (REDIRECT)") { Redirect = target };

    /// <summary>Under the keys of the IKE SA there is no nonce.</summary>
    private static bool TryRead(SessionContext context, NotifyPayload redirect, out RedirectTarget? target)
    {
        bool isRight = RedirectTarget.TryRead(redirect.Data.Span, out target, out ReadOnlySpan<byte> rest) && rest.IsEmpty;
        if (!isRight)
            context.Counters.Malformed++;
        return isRight;
    }
}
