using System.Globalization;
using System.Text;
using Holdfast.Config;

namespace Holdfast.Host.Control;

/// <summary>The report for people: one fact a line, the important ones first.</summary>
public static class StatusText
{
    public static string Write(StatusReport report)
    {
        StringBuilder text = new();
        foreach (ConnectionReport connection in report.Connections)
        {
            if (report.Connections.Count > 1)
                Line(text, "connection", connection.Name);
            WriteConnection(text, connection, report.UptimeSeconds);
            if (report.Connections.Count > 1)
                text.Append('\n');
        }

        Line(text, "memory", Bytes(report.ResidentBytes) + " resident");
        if (report.Sandbox is { } sandbox)
            Line(text, "sandbox", sandbox);
        Line(text, "version", report.Version);
        if (report.Update is { } update)
            Line(text, "update", $"{update.From} -> {update.To}: on trial, {TimeLeft(update.SecondsLeft)} left");
        return text.ToString();
    }

    private static void WriteConnection(StringBuilder text, ConnectionReport connection, double uptime)
    {
        Line(text, "state", connection.State
            + (connection.State == "down" ? ", as asked" : "") + (connection.Blocked ? ", blocked (kill switch)" : ""));
        Line(text, "gateway", connection.GatewayAddress is null || connection.GatewayAddress == connection.Gateway
            ? connection.Gateway
            : $"{connection.Gateway} ({connection.GatewayAddress})");
        if (connection.WaitsFor is { } waitsFor)
            Line(text, "waits for", waitsFor + (connection.WaitsSeconds is { } seconds ? $", in {Duration(seconds)}" : ""));
        if (connection.LastProblem is { } problem)
            Line(text, "last problem", problem);
        if (connection.Network is { } network)
            Line(text, "network", network);
        if (connection.Replacement is { } why)
            Line(text, "replacement", $"a new session is being built: {why}");
        if (connection.Certificate is { } own)
            Line(text, "certificate", own.Warning ?? $"'{own.Subject}', until {own.NotAfter[..10]}");
        if (connection.CredentialProblem is { } refused)
            Line(text, "credential", $"{refused}; what was read before is used on");
        if (connection.Session is { } session)
            WriteSession(text, session);
        Line(text, "sessions", $"{connection.Sessions} since start, {Duration(uptime)} ago");
        if (connection.LastEvent is { } last)
            Line(text, "last event", $"{last}{(connection.LastEventTime is { } time ? $" at {time}" : "")}"
                + (connection.LastEventCause is { Length: > 0 } cause ? $": {cause}" : ""));
    }

    private static void WriteSession(StringBuilder text, SessionReport session)
    {
        Line(text, "connected for", Duration(session.ConnectedSeconds) + (session.Resumed ? ", resumed by a ticket" : ""));
        Line(text, "peer", session.PeerIdentity);
        Line(text, "IKE SA", $"{session.IkeProposal}, SPIs {session.IkeSpis}");
        if (session.Ppk is { } ppk)
            Line(text, "ppk", $"{InputText.Quote(ppk)} is mixed into the keys");
        Line(text, "NAT", Nat(session) + (session.BareEsp ? "; ESP without UDP" : "") + Keepalive(session));
        if (session.Probe is { } probe)
            Line(text, "probe", probe == "dead" ? "dead: nothing answers through the tunnel" : probe);
        Line(text, "path", session.Path);
        Line(text, "device", $"{(session.Device.Length == 0 ? "none" : session.Device)}, MTU {session.Mtu}");
        Line(text, "addresses", List(session.Addresses));
        Line(text, "name servers", NameServers(session));
        if (session.EncryptedDns.Count > 0)
            Line(text, "encrypted DNS", $"{string.Join("; ", session.EncryptedDns)}; {(session.DnsOverTls ? "" : "not ")}in use");
        foreach (ChildReport child in session.Children)
        {
            Line(text, "Child SA", $"{Name(child)}{child.Proposal}, SPIs {child.InboundSpi} in, {child.OutboundSpi} out"
                + (child.Sends ? "" : ", receives only"));
            Line(text, "", $"{List(child.Local)} === {List(child.Remote)}");
            Line(text, "", $"in {child.PacketsIn} packets, {Bytes(child.BytesIn)}; out {child.PacketsOut} packets, {Bytes(child.BytesOut)}");
        }

        Line(text, "drops", session.Drops.Count == 0
            ? "none"
            : string.Join(", ", session.Drops.Select(d => $"{d.Value} {d.Key}")));
        Line(text, "rekeys", $"{session.IkeRekeys} of the IKE SA, {session.ChildRekeys} of Child SAs");
        Line(text, "agreed on", Agreed(session));
        Line(text, "IKE", $"{session.IkeRetransmitted} retransmitted, {session.IkeIgnored} ignored; "
            + $"{Bytes(session.IkeBytesOut)} out, {Bytes(session.IkeBytesIn)} in, with keepalives and headers");
    }

    private static string NameServers(SessionReport session)
    {
        string domains = session.DnsDomains.Count == 0 ? ""
            : session.DnsSplit == true ? $" for {List(session.DnsDomains)}"
            : $" (meant for {List(session.DnsDomains)})";
        string way = session.DnsProblem is { } problem ? $", not used: {problem}"
            : session.DnsMode is null ? ""
            : $", {(session.DnsMode == "file" ? "in /etc/resolv.conf" : $"by {session.DnsMode}")}{(session.DnsSplit == true ? "" : ", for all names")}";
        return $"{List(session.DnsServers)}{domains}{way}";
    }

    private static string Nat(SessionReport session) => (session.LocalBehindNat, session.GatewayBehindNat) switch
    {
        (true, true) => "at both ends",
        (true, false) => "at this end",
        (false, true) => "at the gateway",
        _ => "none",
    };

    private static string Keepalive(SessionReport session) => session.KeepaliveSeconds is not { } seconds
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", keepalive every {seconds:0.#} s{(session.KeepaliveLearned ? " (learned)" : "")}");

    private static string Name(ChildReport child) =>
        (child.Name.Length == 0 ? "" : $"{child.Name}, ") + (child.Mode == "tunnel" ? "" : $"{child.Mode} mode, ");

    private static string Agreed(SessionReport session) => (session.Mobike, session.Fragmentation) switch
    {
        (true, true) => "MOBIKE, fragmentation",
        (true, false) => "MOBIKE",
        (false, true) => "fragmentation",
        _ => "no extension",
    };

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(name.PadRight(15)).Append(value).Append('\n');

    private static string List(IReadOnlyList<string> values) => values.Count == 0 ? "none" : string.Join(", ", values);

    private static string Duration(double seconds)
    {
        TimeSpan span = TimeSpan.FromSeconds(Math.Floor(seconds));
        return span.TotalDays >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h {span.Minutes} min")
            : span.TotalMinutes >= 1 ? $"{span.Hours} h {span.Minutes} min {span.Seconds} s" : $"{span.Seconds} s";
    }

    private static string TimeLeft(double seconds) =>
        seconds < 60 ? $"{seconds:F0} s" : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):F0} min");

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} bytes",
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
    };
}
