using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>What a connection says in the log.</summary>
internal static class ConnectionText
{
    /// <summary>The configured gateway, and the address where that says more.</summary>
    public static string Gateway(ConnectionConfig config, IpAddress address) => config.Gateway + Parenthesis(config, address);

    public static string Fault(IkeFault fault, LiveSession session)
    {
        string send = fault.Kind == FaultKind.Unreachable && session.SendProblem.Length > 0 ? $" ({session.SendProblem})" : "";
        return $"{fault.Message}{send}; {FaultAdvice.Of(fault.Kind)}";
    }

    public static string Connected(HostContext host, LiveSession session)
    {
        TunnelConfiguration tunnel = session.Tunnel!;
        string addresses = tunnel.Addresses.Count == 0 ? "" : $" as {string.Join(", ", tunnel.Addresses)}";
        string proposals = string.Join(", ", session.Path.Status().Select(c => EspAlgorithms.Name(c.Spec.Algorithm)).Distinct());
        return $"connected to {session.Details!.PeerIdentity}{Parenthesis(host.Config, session.Route.Gateway)}{addresses}: "
            + $"IKE {session.Details.IkeSuite}, ESP {proposals}, {string.Join(", ", tunnel.Remote)} through {host.Setup.Device.Name}";
    }

    private static string Parenthesis(ConnectionConfig config, IpAddress address)
    {
        string text = address.ToString();
        return text == config.Gateway ? "" : $" ({text})";
    }
}
