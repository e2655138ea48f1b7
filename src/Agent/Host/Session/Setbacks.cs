using Holdfast.Ike;
using Holdfast.Supervision;

namespace Holdfast.Host.Session;

/// <summary>From the protocol's faults to what the supervisor makes of them, and from that to the exit code of a process that tries only once.</summary>
public static class Setbacks
{
    public static Setback Of(FaultKind kind, string text) => new(KindOf(kind), text);

    public static ExitCode ExitCodeOf(SetbackKind kind) => kind switch
    {
        SetbackKind.NoRoute or SetbackKind.Silent or SetbackKind.NoName => ExitCode.Unreachable,
        SetbackKind.Authentication => ExitCode.Authentication,
        SetbackKind.Machine => ExitCode.Environment,
        _ => ExitCode.Rejected,
    };

    /// <summary>
    /// A session that stood has shown that gateway and settings fit: what ended it says nothing against another one, unless it was who we are.
    /// </summary>
    public static Setback OfLost(Setback setback) =>
        setback.Kind == SetbackKind.Refused ? setback with { Kind = SetbackKind.Closed } : setback;

    private static SetbackKind KindOf(FaultKind kind) => kind switch
    {
        FaultKind.Unreachable or FaultKind.PeerSilent => SetbackKind.Silent,
        FaultKind.AuthenticationRejected or FaultKind.PeerNotAuthentic => SetbackKind.Authentication,
        FaultKind.NoAddress => SetbackKind.NoAddress,
        FaultKind.PeerClosed or FaultKind.PeerRestarted or FaultKind.Stopped => SetbackKind.Closed,
        _ => SetbackKind.Refused,
    };
}
