using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Config;
using Holdfast.Wire;

namespace Holdfast.Host.Http;

/// <summary>An "http://" address, as certificates name them; nothing else, and no user, no fragment (RFC 3986, RFC 9110).</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Target">Path and query, printable ASCII, beginning with "/".</param>
public sealed record HttpUrl(string Host, ushort Port, string Target)
{
    private const string Scheme = "http://";
    private const int DefaultPort = 80;
    private const int MostCharacters = 1024;

    /// <summary>What the Host header says.</summary>
    public string Authority
    {
        get
        {
            string host = Host.Contains(':') ? $"[{Host}]" : Host;
            return Port == DefaultPort ? host : $"{host}:{Port}";
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out HttpUrl? url)
    {
        url = null;
        bool isPlain = text.Length <= MostCharacters && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
        if (!isPlain || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        ReadOnlySpan<char> rest = text.AsSpan(Scheme.Length);
        int end = rest.IndexOfAny('/', '?', '#');
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        string target = end < 0 ? "/" : rest[end..].ToString();
        if (target.Contains('#') || !TrySplit(authority, out string host, out ushort port))
            return false;
        url = new HttpUrl(host, port, target.StartsWith('/') ? target : "/" + target);
        return true;
    }

    private static bool TrySplit(ReadOnlySpan<char> authority, out string host, out ushort port)
    {
        port = DefaultPort;
        int colon = authority.LastIndexOf(':');
        bool hasPort = colon > authority.LastIndexOf(']');
        ReadOnlySpan<char> name = hasPort ? authority[..colon] : authority;
        bool isBracketed = name is ['[', .., ']'];
        host = (isBracketed ? name[1..^1] : name).ToString();
        bool isRight = !hasPort || (ushort.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port != 0);
        bool isAddress = IpAddress.TryParse(host, out IpAddress address) && address.IsIPv6 == isBracketed;
        return isRight && (isAddress || (!isBracketed && HostName.IsValid(host)));
    }
}
