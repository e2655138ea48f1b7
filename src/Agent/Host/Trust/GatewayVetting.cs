using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Login;
using Holdfast.Time;

namespace Holdfast.Host.Trust;

/// <summary>
/// Claims of gateways, from <see cref="CheckGateway"/> to the verdict. What had to be judged without a clock is looked at once more
/// when that is set.
/// </summary>
/// <param name="verdict">Token, and what is wrong or null; may be called before <see cref="Begin"/> returns.</param>
/// <param name="disproved">A claim that had been found good is not.</param>
public sealed class GatewayVetting(HostContext host, Action<long, IkeFault?> verdict, Action<IkeFault> disproved) : ITimed, IDisposable
{
    private static readonly TimeSpan ClockInterval = TimeSpan.FromSeconds(10);

    private readonly List<RevocationCheck> _running = [];
    private readonly List<GatewayClaim> _doubtful = []; // one of the gateway, one of the server inside EAP

    public Instant NextDeadline { get; private set; } = Instant.Never;

    public void Begin(CheckGateway check)
    {
        if (host.Clock.IsUnset)
            RememberDoubt(check.Claim);
        GatewayCheck first = new(host.Config, host.Clock.Now);
        IkeFault? fault = first.Run(check.Claim);
        if (fault is not null || host.Config.Login.Revocation == RevocationChoice.Off)
        {
            verdict(check.Token, fault);
            return;
        }

        RevocationCheck? second = null;
        second = new RevocationCheck(host, check.Claim, first.Path!, found =>
        {
            _running.Remove(second!);
            verdict(check.Token, found);
        });
        _running.Add(second);
        second.Start();
    }

    public void HandleTimeout(Instant now)
    {
        NextDeadline = now + ClockInterval;
        if (host.Clock.IsUnset || _doubtful.Count == 0)
            return;
        GatewayCheck check = new(host.Config, host.Clock.Now);
        IkeFault? fault = null;
        foreach (GatewayClaim claim in _doubtful)
            fault ??= check.Run(claim);
        _doubtful.Clear();
        NextDeadline = Instant.Never;
        host.Loop.Remove(this);
        if (fault is null)
            return;
        host.Tickets.Drop();
        disproved(fault);
    }

    public void Dispose()
    {
        host.Loop.Remove(this);
        foreach (RevocationCheck check in _running)
            check.Dispose();
    }

    private void RememberDoubt(GatewayClaim claim)
    {
        host.Log.Warning($"the clock is not set; certificates are judged as of {host.Clock.Now:yyyy-MM-dd}, the newest time that is known");
        _doubtful.RemoveAll(other => other.Purpose == claim.Purpose);
        _doubtful.Add(claim);
        NextDeadline = host.Loop.Now + ClockInterval;
        host.Loop.Remove(this);
        host.Loop.Add(this);
    }
}
