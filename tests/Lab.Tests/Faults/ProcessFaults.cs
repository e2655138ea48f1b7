using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>The client ends without a word; the service manager starts it a fifth of a second later.</summary>
public sealed class ClientKilled() : Fault("client: kill -9")
{
    public override void Apply(TunnelLab lab, IClient client) => client.Kill();
}

/// <summary>The client hangs. Somebody comes in the end; a watchdog that kills it is there earlier.</summary>
public sealed class ClientHangs(double seconds) : Fault("client: kill -STOP, kill -CONT after that", seconds)
{
    private int _process;

    public override double Unavoidable => Seconds;

    public override void Apply(TunnelLab lab, IClient client)
    {
        _process = client.ProcessId;
        client.Signal(BackgroundProcess.Stop);
    }

    public override void Heal(TunnelLab lab, IClient client)
    {
        if (client.ProcessId == _process)
            client.Signal(BackgroundProcess.Continue);
    }
}

/// <summary>The client has to connect anew over a bad network.</summary>
/// <param name="unavoidable">Seconds that two exchanges and a datagram take there.</param>
public sealed class ClientKilledUnder(string network, double unavoidable, Func<TunnelLab, IDisposable?> worsen)
    : Fault($"client: kill -9 under {network}")
{
    private IDisposable? _bad;

    public override double Unavoidable => unavoidable;

    public override double Pause => 1;

    public override bool TryWorsen(TunnelLab lab)
    {
        _bad = worsen(lab);
        return true;
    }

    public override void Apply(TunnelLab lab, IClient client) => client.Kill();

    public override void Dispose() => _bad?.Dispose();
}
