using Holdfast.Config;
using Holdfast.Ike.Exchange;
using Holdfast.Supervision;

namespace Holdfast.Host.Session;

/// <summary>From the configuration's words to the supervisor's.</summary>
internal static class SupervisionMapper
{
    private static readonly SupervisorSettings Defaults = new();

    /// <summary>Each attempt costs: the next way waits for longer.</summary>
    private static readonly TimeSpan MeteredStagger = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MeteredWait = TimeSpan.FromMinutes(5);

    /// <summary>How a gateway that does not answer at all is asked.</summary>
    /// <param name="isShared">Other sites of the fleet ask at the same time.</param>
    public static RetransmitPolicy Unanswered(ConnectionConfig config, bool isShared)
    {
        TimeSpan spread = Defaults.InFleetOf(config.Fleet).RescueSpread;
        bool isSpread = isShared && spread > TimeSpan.Zero;
        return config.Metered && !isSpread ? RetransmitPolicy.Patient with { Cap = MeteredWait } : RetransmitPolicy.Unanswered(spread, isShared);
    }

    /// <param name="isOnce">Only one attempt on each address.</param>
    public static SupervisorSettings Map(ConnectionConfig config, bool isOnce) => new SupervisorSettings
    {
        Gateways = config.Gateways.Count,
        RebootAfter = config.RebootAfter,
        FirstFailback = config.Failback,
        Stagger = config.Metered ? MeteredStagger : Defaults.Stagger,
        RestartAfter = isOnce ? null : Defaults.RestartAfter,
        TcpPorts = config.MayUseTcp ? config.TcpPorts : [],
        OnlyTcp = config.Tcp == TcpChoice.Force,
        TcpAfter = config.TcpAfter,
        TriesNatPort = !isOnce && config.Port == ConfigDefaults.Port,
    }.InFleetOf(config.Fleet);
}
