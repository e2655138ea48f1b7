using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Holdfast.Wire;

/// <summary>
/// How a DNS resolver is spoken to: service parameters (RFC 9460 section 2.2, RFC 9461), by the numbers of their keys: mandatory (0), alpn (1),
/// no-default-alpn (2), port (3), dohpath (7). Hints of addresses and what is unknown are skipped, but not where they are mandatory.
/// </summary>
/// <param name="Tls">DNS over TLS: "dot".</param>
/// <param name="Https">DNS over HTTPS: "h2" or "h3", with a path.</param>
/// <param name="Quic">DNS over QUIC: "doq".</param>
/// <param name="Port">0: that of the protocol.</param>
/// <param name="Path">A URI template of printable ASCII, such as "/dns-query{?dns}"; empty: there is none.</param>
public sealed record ServiceParameters(bool Tls, bool Https, bool Quic, ushort Port, string Path)
{
    private const int Mandatory = 0, Alpn = 1, NoDefaultAlpn = 2, PortKey = 3, DohPath = 7;
    private const int Known = (1 << Alpn) | (1 << NoDefaultAlpn) | (1 << PortKey) | (1 << DohPath);
    private const int LongestPath = 255;

    /// <summary>Reads to the end; false where keys do not ascend, a value is none of its kind, or there is no alpn.</summary>
    public static bool TryRead(ref WireReader reader, [NotNullWhen(true)] out ServiceParameters? service)
    {
        service = null;
        ServiceParameters found = new(false, false, false, 0, "");
        int last = -1, seen = 0, wanted = 0;
        while (!reader.IsEnd)
        {
            if (!reader.TryReadUInt16(out ushort key) || !reader.TryReadUInt16(out ushort length)
                || !reader.TryReadBytes(length, out ReadOnlySpan<byte> value) || key <= last)
                return false;
            last = key;
            bool isRight = key switch
            {
                Mandatory => TryMandatory(value, out wanted),
                Alpn => TryAlpn(value, ref found),
                NoDefaultAlpn => value.IsEmpty,
                PortKey => TryPort(value, ref found),
                DohPath => TryPath(value, ref found),
                _ => true,
            };
            if (!isRight)
                return false;
            seen |= key <= DohPath ? 1 << key : 0;
        }

        if ((seen & (1 << Alpn)) == 0 || (wanted & ~(seen & Known)) != 0)
            return false;
        service = found with { Https = found.Https && found.Path.Length > 0 };
        return true;
    }

    public override string ToString()
    {
        string port = Port == 0 ? "" : $" at port {Port}", text = "";
        if (Tls)
            text += $", DNS over TLS{port}";
        if (Https)
            text += $", DNS over HTTPS{port} ({Path})";
        if (Quic)
            text += $", DNS over QUIC{port}";
        return text.Length == 0 ? "no protocol that is known" : text[2..];
    }

    /// <summary>Numbers of keys in ascending order, as bits; what has no bit can't be met.</summary>
    private static bool TryMandatory(ReadOnlySpan<byte> value, out int wanted)
    {
        wanted = 0;
        WireReader keys = new(value);
        int last = 0;
        while (!keys.IsEnd)
        {
            if (!keys.TryReadUInt16(out ushort key) || key <= last)
                return false;
            last = key;
            wanted |= 1 << Math.Min((int)key, 30);
        }

        return !value.IsEmpty;
    }

    private static bool TryAlpn(ReadOnlySpan<byte> value, ref ServiceParameters found)
    {
        WireReader names = new(value);
        while (!names.IsEnd)
        {
            if (!names.TryReadUInt8(out byte length) || length == 0 || !names.TryReadBytes(length, out ReadOnlySpan<byte> name))
                return false;
            found = found with
            {
                Tls = found.Tls || name.SequenceEqual("dot"u8),
                Https = found.Https || name.SequenceEqual("h2"u8) || name.SequenceEqual("h3"u8),
                Quic = found.Quic || name.SequenceEqual("doq"u8),
            };
        }

        return !value.IsEmpty;
    }

    private static bool TryPort(ReadOnlySpan<byte> value, ref ServiceParameters found)
    {
        WireReader reader = new(value);
        if (!reader.TryReadUInt16(out ushort port) || !reader.IsEnd || port == 0)
            return false;
        found = found with { Port = port };
        return true;
    }

    private static bool TryPath(ReadOnlySpan<byte> value, ref ServiceParameters found)
    {
        if (value.Length is 0 or > LongestPath || value[0] != '/' || value.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return false;
        found = found with { Path = Encoding.ASCII.GetString(value) };
        return true;
    }
}
