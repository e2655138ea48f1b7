using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>Holdfast, set to notice early that the gateway is silent or that it hangs itself.</summary>
public sealed class HoldfastClient(TunnelLab lab, string gateway) : IClient
{
    private const string Notify = "/run/holdfast.notify";

    /// <summary>What is set otherwise than by default; the rest is as it comes.</summary>
    public static readonly AgentSettings Settings = new()
    {
        RemoteSubnets = [Addresses.LanV4, Addresses.LanV6], LivenessInterval = "2s", DetectionTime = "2s", ConnectTimeout = "10s", HangTimeout = "2s",
    };

    private Service? _service;

    public string Name => "Holdfast";

    public int ProcessId => _service?.ProcessId ?? 0;

    public bool IsConnected
    {
        get
        {
            var result = lab.Holdfast("status", "--json");
            return result.ExitCode == 0 && AgentStatus.Parse(result.Output).Children.Any(child => child.Sends);
        }
    }

    public string Transcript => _service?.Transcript ?? "";

    public void Start()
    {
        AgentFile.Write(lab.Topology.Site, (Settings with { Gateway = gateway }).ToJson());
        _service = new Service(
            () => HoldfastProcess.Start(lab.Topology.Site, ["run", "--state-dir", "/run/holdfast-state"], Watchdog.Variables(Notify)),
            new Watchdog(Path.Combine(lab.Topology.Site.Run, Path.GetFileName(Notify))));
    }

    public void Stop() => _service?.Stop();

    public void Signal(int signal) => _service?.Signal(signal);

    public void Kill() => _service?.Kill();

    public void Dispose() => _service?.Dispose();
}
