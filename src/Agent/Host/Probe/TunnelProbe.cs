using System.Buffers.Binary;
using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Host.Session;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Probe;

/// <summary>Probes the session that carries the traffic, as long as there is one; a session that takes over is probed anew.</summary>
public sealed class TunnelProbe : ITimed
{
    private const int TokenLength = 8;

    private readonly HostContext _host;
    private readonly Func<LiveSession?> _live;
    private readonly Action<bool> _judged;
    private readonly InnerProbe _probe;
    private readonly ProbeTarget[] _targets;
    private LiveSession? _session;
    private Instant _lookAt = Instant.Never; // whether the tunnel has a target now
    private int _looks;
    private string? _problem;

    /// <param name="live">The session that carries the traffic, if one does.</param>
    /// <param name="judged">Is told whether the tunnel carries packets, when that is news.</param>
    public TunnelProbe(HostContext host, Func<LiveSession?> live, Action<bool> judged)
    {
        (_host, _live, _judged) = (host, live, judged);
        _probe = new InnerProbe(host.Config.ProbeInterval);
        byte[] token = new byte[sizeof(ushort) + TokenLength];
        host.Random.Fill(token);
        _targets = new ProbeTarget[host.Config.Probe.Count];
        for (int i = 0; i < _targets.Length; i++)
            _targets[i] = new ProbeTarget(host.Loop, host.Config.Probe[i], BinaryPrimitives.ReadUInt16BigEndian(token), token[sizeof(ushort)..], HandleReply);
    }

    /// <summary>Null: it is not known, or no probe is configured.</summary>
    public bool? IsAlive => _probe.IsAlive;

    public Instant NextDeadline =>
        _targets.Length == 0 ? Instant.Never
        : _live() != _session ? new Instant(0)
        : Instant.Earliest(_probe.NextDeadline, _lookAt);

    public void HandleTimeout(Instant now)
    {
        if (_live() is var live && live != _session)
            Switch(live, now);
        if (now >= _lookAt)
            Look(now);
        _probe.HandleTimeout(now);
        Drain();
    }

    private void Switch(LiveSession? live, Instant now)
    {
        _probe.Stop();
        foreach (ProbeTarget target in _targets)
            target.Dispose();
        (_session, _lookAt, _looks, _problem) = (live, live is null ? Instant.Never : now, 0, null);
    }

    /// <summary>A Child SA that has the target may come a little later than the session.</summary>
    private void Look(Instant now)
    {
        _lookAt = Instant.Never;
        bool isLate = ++_looks > 1;
        if (_host.Setup.LeadsAstray)
        {
            Tell("nothing would keep an echo in the tunnel");
            return;
        }

        if (_targets.Any(target => target.IsIn(_session!.Tunnel!)))
        {
            _probe.Start(now);
            return;
        }

        _lookAt = now + _host.Config.ProbeInterval;
        if (isLate)
            Tell("the tunnel leads to none of its addresses, or gave this host no address of that family");
    }

    private void HandleReply(ushort sequence)
    {
        _probe.HandleReply(sequence, _host.Loop.Now);
        Drain();
    }

    private void Drain()
    {
        while (_probe.TryDequeue(out ProbeAction? action))
        {
            if (action is SendEcho echo)
                Send(echo.Sequence);
            else if (action is ProbeVerdict verdict)
                _judged(verdict.IsAlive);
        }
    }

    private void Send(ushort sequence)
    {
        foreach (ProbeTarget target in _targets)
        {
            if (_session?.Tunnel is { } tunnel && target.Send(tunnel, _host.Path.Device, sequence) is { } problem)
                Tell(problem);
        }
    }

    private void Tell(string problem)
    {
        if (_problem != problem)
            _host.Log.Warning($"\"{ConfigKeys.Probe}\" does nothing: {problem}");
        _problem = problem;
    }
}
