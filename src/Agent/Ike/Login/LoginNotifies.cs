using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>What is announced and asked for in IKE_AUTH, be it a login or the return by a ticket.</summary>
public static class LoginNotifies
{
    public static IReadOnlyList<Payload> Of(SessionContext context, IkeSa sa)
    {
        IkeSettings settings = context.Settings;
        List<Payload> payloads = [];
        if (settings.Mobike)
            payloads.Add(Notifications.Of(NotifyType.MobikeSupported));
        if (settings is { Mobike: true, ForbidNat: true })
            payloads.Add(NatDetection.NoNatsAllowed(context.Path, sa.Transport));
        if (settings.Resumption)
            payloads.Add(Notifications.Of(NotifyType.TicketRequest));
        return payloads;
    }
}
