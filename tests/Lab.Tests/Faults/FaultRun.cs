using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>One client, one fault, a lab of their own.</summary>
public static class FaultRun
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(20), Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2), Worsening = TimeSpan.FromSeconds(8);

    // Time for a liveness check before there is traffic: by its answer strongSwan learns how the gateway sees it, and without that
    // never notices a new mapping of the NAT's.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    // So long it has to carry without a break to be back.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(6);

    // Of the probes of a second: what comes back with 30 % loss each way, halved.
    private const int Enough = Probe.PerSecond / 4;

    /// <param name="patience">How long the recovery is waited for.</param>
    public static Outcome Measure(Fault fault, Func<TunnelLab, string, IClient> makeClient, TimeSpan patience)
    {
        using var ownFault = fault;
        using var lab = TunnelLab.Start(fault.Gateway, fault.Prepare);
        using var client = makeClient(lab, fault.GatewayName);
        client.Start();
        WaitFor(client, "it is connected", () => client.IsConnected);
        Thread.Sleep(Idle);
        using var probe = new Probe(lab.Site, lab.Topology.Host);
        WaitFor(client, "probes come back", () => probe.Recent >= Enough);
        Thread.Sleep(Settling);
        return Suffer(fault, lab, client, probe, patience);
    }

    private static void WaitFor(IClient client, string what, Func<bool> condition)
    {
        try
        {
            Wait.Until(what, condition, ConnectPatience);
        }
        catch (LabException error)
        {
            throw new LabException($"{client.Name}: {error.Message}\n{client.Transcript}");
        }
    }

    private static Outcome Suffer(Fault fault, TunnelLab lab, IClient client, Probe probe, TimeSpan patience)
    {
        if (fault.TryWorsen(lab))
            Thread.Sleep(Worsening);
        var begun = probe.Now;
        fault.Apply(lab, client);
        Thread.Sleep(TimeSpan.FromSeconds(fault.Seconds));
        fault.Heal(lab, client);
        var from = fault.TakesPath ? probe.Now : begun;
        var isBack = IsBack(probe, from, patience);
        var to = probe.Now;
        var seconds = Outages.Sum(probe.Answers, from, to, fault.Pause);
        // What was sent last may still be on its way.
        var lost = probe.Lost(begun, to - Aftermath.TotalSeconds);
        var log = string.Join('\n', lab.Gateway.LogTail());
        return new Outcome(fault.Name, client.Name, isBack, seconds, lost, client.Transcript, log);
    }

    /// <summary>Waits until it carries and goes on doing so.</summary>
    private static bool IsBack(Probe probe, double from, TimeSpan patience)
    {
        var last = probe.Now + patience.TotalSeconds;
        double? steadySince = null;
        while (probe.Now < last && !(probe.Now - steadySince > Aftermath.TotalSeconds))
        {
            Thread.Sleep(Look);
            var isSteady = probe.Now > from + 1 && probe.Recent >= Enough;
            steadySince = isSteady ? steadySince ?? probe.Now : null;
        }
        return steadySince is not null;
    }
}
