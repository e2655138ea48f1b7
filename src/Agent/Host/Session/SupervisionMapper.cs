using Holdfast.Config;
using Holdfast.Host.Net;
using Holdfast.Supervision;

namespace Holdfast.Host.Session;

/// <summary>From the configuration's words to the supervisor's.</summary>
internal static class SupervisionMapper
{
    /// <param name="isOnce">Only one attempt on each address.</param>
    public static SupervisorSettings Map(ConnectionConfig config, bool isOnce) => new()
    {
        Gateways = config.Gateways.Count,
        RebootAfter = config.RebootAfter,
        FirstFailback = config.Failback,
        TriesNatPort = !isOnce && config.Port == ConfigDefaults.Port,
    };
}
