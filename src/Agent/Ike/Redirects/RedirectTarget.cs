using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Redirects;

/// <summary>
/// Where a gateway sends us: the data of REDIRECT, and of REDIRECTED_FROM (RFC 5685 section 9). A type, a length, the gateway, and in
/// IKE_SA_INIT our nonce.
/// </summary>
public sealed class RedirectTarget
{
    private const byte Ipv4 = 1, Ipv6 = 2, Fqdn = 3;

    private const int HeaderLength = 2;

    private readonly string _text;

    private RedirectTarget(IpAddress? address, string text) => (Address, _text) = (address, text);

    /// <summary>Null: it has to be looked for by its name, which is the text.</summary>
    public IpAddress? Address { get; }

    /// <summary>False for what no gateway can be reached by. <paramref name="nonce"/> is what follows; empty where nothing does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, [NotNullWhen(true)] out RedirectTarget? target, out ReadOnlySpan<byte> nonce)
    {
        target = null;
        nonce = default;
        if (data.Length < HeaderLength || data.Length - HeaderLength < data[1])
            return false;
        ReadOnlySpan<byte> gateway = data.Slice(HeaderLength, data[1]);
        nonce = data[(HeaderLength + gateway.Length)..];
        bool isAddress = data[0] == (gateway.Length == IpAddress.Ipv4Length ? Ipv4 : Ipv6);
        if (isAddress && IpAddress.TryRead(gateway, out IpAddress address) && IsHost(address))
            target = new RedirectTarget(address, address.ToString());
        else if (data[0] == Fqdn && Encoding.ASCII.GetString(gateway) is var name && DomainText.IsHost(name) && !name.Contains('_'))
            target = new RedirectTarget(null, name); // what stands there goes to a name server and into the log
        return target is not null;
    }

    /// <summary>One that a gateway can have.</summary>
    public static bool IsHost(IpAddress address) =>
        !address.IsUnspecified && !address.IsLoopback && !address.IsMulticast && address != IpAddress.Last(IpFamily.IPv4);

    /// <summary>REDIRECTED_FROM, which says as well that we can be sent on.</summary>
    public static NotifyPayload From(IpAddress gateway)
    {
        byte[] data = new byte[HeaderLength + gateway.Length];
        (data[0], data[1]) = (gateway.IsIPv6 ? Ipv6 : Ipv4, (byte)gateway.Length);
        gateway.Write(data.AsSpan(HeaderLength));
        return Notifications.Of(NotifyType.RedirectedFrom, data);
    }

    public override string ToString() => _text;
}
