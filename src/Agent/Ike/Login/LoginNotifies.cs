using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// What is announced and asked for in IKE_AUTH, be it a login or the return by a ticket. Where ESP is not in UDP there is no MOBIKE: elsewhere
/// there may be a NAT, and then it has to be a session of another kind.
/// </summary>
public static class LoginNotifies
{
    public static IReadOnlyList<Payload> Of(SessionContext context, IkeSa sa)
    {
        IkeSettings settings = context.Settings;
        List<Payload> payloads = [];
        bool isMobile = settings.Mobike && !sa.Nat.IsBareEsp;
        if (isMobile)
            payloads.Add(Notifications.Of(NotifyType.MobikeSupported));
        if (isMobile && settings.ForbidNat)
            payloads.Add(NatDetection.NoNatsAllowed(context.Path, sa.Transport));
        if (settings.Resumption)
            payloads.Add(Notifications.Of(NotifyType.TicketRequest));
        return payloads;
    }
}
