using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host.Names;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>What a connection says in the log.</summary>
internal static class ConnectionText
{
    /// <summary>The configured gateway, and the address where that says more.</summary>
    public static string Gateway(ConnectionConfig config, Supervision.Candidate candidate) =>
        config.Gateways[candidate.Gateway].Host + Parenthesis(config.Gateways[candidate.Gateway].Host, candidate.Address)
        + (candidate.RedirectedFrom is { } from ? $", sent there by {from}" : "");

    /// <summary>The way of an attempt, where it is not the usual one.</summary>
    public static string Port(ConnectionConfig config, Supervision.Candidate candidate) =>
        candidate.TcpPort != 0 ? $", by TCP to port {candidate.TcpPort}"
        : candidate.ByNatPort ? $", from the first packet to port {config.NattPort}" : "";

    /// <summary>Which gateway of the configuration a ticket is of, and whom it has to be; one that we were sent to knows none of the others' tickets.</summary>
    public static string TicketGateway(ConnectionConfig config, Supervision.Candidate candidate) =>
        $"{config.Gateways[candidate.Gateway].Host} {config.Gateways[candidate.Gateway].Identity?.Text}"
        + (candidate.RedirectedFrom is null ? "" : $" {candidate.Address}");

    public static string Fault(ConnectionConfig config, IkeFault fault, LiveSession session)
    {
        string send = fault.Kind == FaultKind.Unreachable && session.SendError != 0 ? $" ({Errno.Describe(session.SendError)})" : "";
        return $"{fault.Message}{send}; {FaultAdvice.Of(fault.Kind, config.Login, config.Ppk is not null)}";
    }

    public static string Child(ChildFailed failure, string problem, Instant now) =>
        $"no Child SA {failure.Name}: {problem}; asked for again in {(failure.NextTry - now).TotalSeconds:F0} s";

    public static IEnumerable<string> Connected(HostContext host, LiveSession session)
    {
        TunnelConfiguration tunnel = session.Tunnel!;
        string addresses = tunnel.Addresses.Count == 0 ? "" : $" as {string.Join(", ", tunnel.Addresses)}";
        string proposals = string.Join(", ", session.Path.Specs.Select(c => EspAlgorithms.Name(c.Algorithm)).Distinct());
        yield return $"connected to {session.Details!.PeerIdentity}{Parenthesis(host.Config.Gateways.Count == 1 ? host.Config.Gateway : "", session.Route.Gateway)}{addresses}{(session.Details.Resumed ? " by a ticket" : "")}: "
            + $"IKE {session.Details.IkeSuite}, ESP {proposals}, {string.Join(", ", tunnel.Remote)} through {(host.Path.Device.Length == 0 ? "policies" : host.Path.Device)}";
        yield return $"path: {host.Path.Description}";
        if (host.Config.Ppk is { } ppk && !session.Details.Ppk)
            yield return $"the gateway does not have the post-quantum pre-shared key {InputText.Quote(ppk.Id)}: the session goes without, as \"{ConfigKeys.PpkRequired}\" is false";
        if (host.KillSwitch.IsClosed && Blocked(host.Config, tunnel) is { Length: > 0 } blocked)
            yield return $"the gateway does not grant all of {blocked}: the rest of it stays blocked (kill switch)";
        if (host.Config.UseDns && GrantedNames.Unreachable(tunnel) is { Count: > 0 } others)
            yield return $"name servers that the tunnel does not lead to are not used: {string.Join(", ", others)}";
        if (host.Config.UseDns && GrantedNames.Unusable(tunnel) is { Count: > 0 } unusable)
            yield return $"encrypted DNS that the tunnel does not lead to, or without DNS over TLS, is not used: {string.Join("; ", unusable)}";
    }

    /// <summary>What is configured for the tunnel and not granted in one piece.</summary>
    private static string Blocked(ConnectionConfig config, TunnelConfiguration tunnel) => string.Join(", ", config.Children
        .SelectMany(child => child.TunnelledRemote)
        .Where(selector => selector.Addresses is { } span && !tunnel.Remote.Any(r => r.Start <= span.First && span.Last <= r.End && r.Family == span.First.Family)));

    private static string Parenthesis(string gateway, IpAddress address)
    {
        string text = address.ToString();
        return text == gateway ? "" : $" ({text})";
    }
}
