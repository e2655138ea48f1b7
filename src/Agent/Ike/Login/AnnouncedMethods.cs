using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// SUPPORTED_AUTH_METHODS (RFC 9593 section 3.2): by what its sender lets the other end prove itself. Announcements follow each other,
/// each with its length, a method and, beyond two octets, a link to an authority, which is of no use here, and an AlgorithmIdentifier.
/// </summary>
public sealed class AnnouncedMethods
{
    private const int ShortLength = 2, LinkedLength = 3, HighestMethod = 31;

    private uint _methods;
    private uint _algorithms;

    private AnnouncedMethods()
    {
    }

    /// <summary>Null where nothing is said, which an empty one does not: it says that the list comes later.</summary>
    public static AnnouncedMethods? Read(NotifyPayload? notify, IkeCounters counters)
    {
        ReadOnlySpan<byte> data = notify is null ? default : notify.Data.Span;
        AnnouncedMethods? read = data.IsEmpty ? null : new AnnouncedMethods();
        while (!data.IsEmpty)
        {
            int length = data[0];
            if (length < ShortLength || length > data.Length)
            {
                counters.Malformed++;
                return null;
            }

            read!.Add(data[1], length > LinkedLength ? data[LinkedLength..length] : default);
            data = data[length..];
        }

        return read;
    }

    /// <summary>What the gateway may prove itself by to us.</summary>
    public static NotifyPayload Ours(GatewayProof gateway)
    {
        List<byte> data = [];
        if (gateway is SharedKeyProof)
        {
            data.AddRange([ShortLength, (byte)AuthMethod.SharedKey]);
            return Notifications.Of(NotifyType.SupportedAuthMethods, data.ToArray());
        }

        for (SignatureAlgorithm algorithm = SignatureAlgorithm.RsaPssSha256; algorithm <= SignatureAlgorithm.Ed25519; algorithm++)
        {
            ReadOnlySpan<byte> identifier = SignatureAlgorithms.Identifier(algorithm);
            data.AddRange([(byte)(LinkedLength + identifier.Length), (byte)AuthMethod.DigitalSignature, 0]);
            data.AddRange(identifier);
        }

        for (AuthMethod old = AuthMethod.EcdsaSha256P256; old <= AuthMethod.EcdsaSha512P521; old++)
            data.AddRange([LinkedLength, (byte)old, 0]);
        return Notifications.Of(NotifyType.SupportedAuthMethods, data.ToArray());
    }

    public bool Takes(AuthMethod method) => (_methods & (1u << (int)method)) != 0;

    /// <summary>By the method that names its algorithm (RFC 7427).</summary>
    public bool Takes(SignatureAlgorithm algorithm) => (_algorithms & (1u << (int)algorithm)) != 0;

    /// <summary>A method without its algorithm takes none for granted.</summary>
    private void Add(byte method, ReadOnlySpan<byte> identifier)
    {
        if (method <= HighestMethod)
            _methods |= 1u << method;
        if (method == (byte)AuthMethod.DigitalSignature && SignatureAlgorithms.TryDecode(identifier, out SignatureAlgorithm algorithm))
            _algorithms |= 1u << (int)algorithm;
    }
}
