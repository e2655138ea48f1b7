using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Supervision;

namespace Holdfast.Host.Session;

/// <summary>Why sessions end: by their own fault, or by what was said when they were closed from here.</summary>
internal sealed class Verdicts(HostContext host)
{
    private (LiveSession Session, Setback Setback)? _verdict;

    /// <summary>Closes it, for this reason.</summary>
    public void Condemn(LiveSession session, Setback setback)
    {
        _verdict = (session, setback);
        session.Close();
    }

    /// <summary>Worth another attempt at once where the agent carries the packets of the sessions to come.</summary>
    public Setback OfRefusal(LinuxException cause, string problem) =>
        new(host.Path.GiveUpKernel(cause.Message) ? SetbackKind.Again : SetbackKind.Machine, problem);

    /// <summary>What was said of it counts before what its end looks like.</summary>
    public Setback Of(LiveSession session, IkeFault fault)
    {
        Setback setback = Setbacks.Of(fault.Kind, ConnectionText.Fault(host.Config, fault, session));
        if (_verdict is not { } verdict || verdict.Session != session)
            return setback;
        _verdict = null;
        return verdict.Setback;
    }
}
