using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Login;
using Holdfast.Ike.Resumption;

namespace Holdfast.Host.Session;

/// <summary>The tickets that one session uses and gives (RFC 5723).</summary>
/// <param name="gateway">The configuration's gateway, as its tickets are known by.</param>
internal sealed class SessionTickets(HostContext host, string gateway, CredentialShare own)
{
    private ResumptionTicket? _given;

    /// <summary>
    /// To come back with: where nothing stands, or what stands is not heard. That one is to have a new one if it stands on.
    /// </summary>
    public ResumptionTicket? Take(LiveSession? beside)
    {
        if (beside is { IsSuspect: false })
            return null;
        ResumptionTicket? ticket = host.Tickets.Take(gateway, host.Loop.Now);
        if (ticket is not null)
            beside?.RenewTicket();
        return ticket;
    }

    /// <summary>False: the action is not of tickets, or not of them alone.</summary>
    public bool TryCarryOut(IkeAction action)
    {
        switch (action)
        {
            case TicketGranted granted:
                Keep(granted.Ticket);
                return true;
            case ResumptionUseless:
                host.Tickets.GiveUp();
                return true;
            case SessionDown { Fault.Kind: FaultKind.PeerClosed } when _given is not null: // it has sent us away
                host.Tickets.Drop(_given);
                return false;
            default:
                return false;
        }
    }

    /// <summary>
    /// Of a login by the credential that the next session has; what another one made is of no use. Where certificates were judged
    /// without a clock, the session is to end if they do not hold, and must not live on in a ticket.
    /// </summary>
    private void Keep(ResumptionTicket ticket)
    {
        bool isSure = own.Credential is SharedKey || !host.Clock.IsUnset;
        if (isSure && ReferenceEquals(own.Credential, host.Own.Current))
            host.Tickets.Keep(_given = ticket, gateway, host.Loop.Now);
        else
            ticket.Dispose();
    }
}
