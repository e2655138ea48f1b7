using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Holdfast.Host.Control;

/// <summary>
/// A <see cref="StatusReport"/> as JSON: members by their names in camel case, in their order, null ones left out. By hand, as a
/// serializer with what it generates takes a twentieth of the executable.
/// </summary>
public static class StatusJson
{
    public static string Write(StatusReport report)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true }))
            Write(json, report);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, StatusReport report)
    {
        json.WriteStartObject();
        Text(json, "version", report.Version);
        Text(json, "state", report.State);
        Text(json, "gateway", report.Gateway);
        Text(json, "gatewayAddress", report.GatewayAddress);
        Text(json, "lastProblem", report.LastProblem);
        json.WriteNumber("uptimeSeconds", report.UptimeSeconds);
        if (report.Sessions is { } sessions) json.WriteNumber("sessions", sessions);
        json.WriteNumber("residentBytes", report.ResidentBytes);
        Text(json, "sandbox", report.Sandbox);
        Write(json, report.Session);
        json.WriteStartArray("connections");
        foreach (ConnectionReport connection in report.Connections)
            Write(json, connection);
        json.WriteEndArray();
        Write(json, report.Update);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, UpdateReport? update)
    {
        if (update is null) return;
        json.WriteStartObject("update");
        Text(json, "from", update.From);
        Text(json, "to", update.To);
        json.WriteNumber("secondsLeft", update.SecondsLeft);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConnectionReport connection)
    {
        json.WriteStartObject();
        Text(json, "name", connection.Name);
        Text(json, "state", connection.State);
        Text(json, "waitsFor", connection.WaitsFor);
        Number(json, "waitsSeconds", connection.WaitsSeconds);
        json.WriteBoolean("blocked", connection.Blocked);
        Text(json, "gateway", connection.Gateway);
        Text(json, "gatewayAddress", connection.GatewayAddress);
        Text(json, "lastProblem", connection.LastProblem);
        Text(json, "network", connection.Network);
        Text(json, "replacement", connection.Replacement);
        Write(json, connection.Certificate);
        Text(json, "credentialProblem", connection.CredentialProblem);
        json.WriteNumber("sessions", connection.Sessions);
        Text(json, "lastEvent", connection.LastEvent);
        Text(json, "lastEventTime", connection.LastEventTime);
        Text(json, "lastEventCause", connection.LastEventCause);
        if (connection.Events is { } events) Counts(json, "events", events);
        Write(json, connection.Session);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OwnCertificateReport? certificate)
    {
        if (certificate is null) return;
        json.WriteStartObject("certificate");
        Text(json, "subject", certificate.Subject);
        Text(json, "notAfter", certificate.NotAfter);
        Text(json, "warning", certificate.Warning);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SessionReport? session)
    {
        if (session is null) return;
        json.WriteStartObject("session");
        json.WriteNumber("connectedSeconds", session.ConnectedSeconds);
        Text(json, "peerIdentity", session.PeerIdentity);
        Text(json, "ikeProposal", session.IkeProposal);
        Text(json, "ikeSpis", session.IkeSpis);
        json.WriteBoolean("localBehindNat", session.LocalBehindNat);
        json.WriteBoolean("gatewayBehindNat", session.GatewayBehindNat);
        json.WriteBoolean("bareEsp", session.BareEsp);
        Number(json, "keepaliveSeconds", session.KeepaliveSeconds);
        json.WriteBoolean("keepaliveLearned", session.KeepaliveLearned);
        Text(json, "probe", session.Probe);
        json.WriteBoolean("mobike", session.Mobike);
        json.WriteBoolean("fragmentation", session.Fragmentation);
        json.WriteBoolean("resumed", session.Resumed);
        Text(json, "ppk", session.Ppk);
        json.WriteNumber("ikeRekeys", session.IkeRekeys);
        json.WriteNumber("childRekeys", session.ChildRekeys);
        WritePath(json, session);
        json.WriteNumber("ikeRetransmitted", session.IkeRetransmitted);
        json.WriteNumber("ikeIgnored", session.IkeIgnored);
        json.WriteNumber("ikeBytesOut", session.IkeBytesOut);
        json.WriteNumber("ikeBytesIn", session.IkeBytesIn);
        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, SessionReport session)
    {
        Text(json, "datapath", session.Datapath);
        Text(json, "path", session.Path);
        Text(json, "device", session.Device);
        json.WriteNumber("mtu", session.Mtu);
        Texts(json, "addresses", session.Addresses);
        Texts(json, "dnsServers", session.DnsServers);
        Texts(json, "dnsDomains", session.DnsDomains);
        Texts(json, "encryptedDns", session.EncryptedDns);
        json.WriteBoolean("dnsOverTls", session.DnsOverTls);
        Text(json, "dnsMode", session.DnsMode);
        if (session.DnsSplit is { } isSplit) json.WriteBoolean("dnsSplit", isSplit);
        Text(json, "dnsProblem", session.DnsProblem);
        json.WriteStartArray("children");
        foreach (ChildReport child in session.Children)
            Write(json, child);
        json.WriteEndArray();
        Counts(json, "drops", session.Drops);
    }

    private static void Write(Utf8JsonWriter json, ChildReport child)
    {
        json.WriteStartObject();
        Text(json, "inboundSpi", child.InboundSpi);
        Text(json, "outboundSpi", child.OutboundSpi);
        Text(json, "proposal", child.Proposal);
        Texts(json, "local", child.Local);
        Texts(json, "remote", child.Remote);
        json.WriteNumber("packetsIn", child.PacketsIn);
        json.WriteNumber("bytesIn", child.BytesIn);
        json.WriteNumber("packetsOut", child.PacketsOut);
        json.WriteNumber("bytesOut", child.BytesOut);
        Text(json, "name", child.Name);
        Text(json, "mode", child.Mode);
        json.WriteBoolean("sends", child.Sends);
        json.WriteNumber("rekeys", child.Rekeys);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string what, long count) in counts)
            json.WriteNumber(what, count);
        json.WriteEndObject();
    }
}
