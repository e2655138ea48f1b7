using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Sas;

/// <summary>
/// Quick crash detection (RFC 6290), as token taker: what the gateway has told us under the protection of an IKE SA it can say in clear
/// when it has lost that, and nobody else can.
/// </summary>
public static class CrashToken
{
    private const int MinimumLength = 16, MaximumLength = 128;

    /// <summary>A maker shows at most four (section 4.5).</summary>
    private const int MostShown = 4;

    /// <summary>Protected: the IKE SA's token from here on, where there is one in it.</summary>
    public static void Take(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        if (payloads.Find(NotifyType.QuickCrashDetection) is { Data.Length: >= MinimumLength and <= MaximumLength } token)
            sa.UseCrashToken(SecretBytes.CopyOf(token.Data.Span));
    }

    /// <summary>In clear: whether any of the tokens shown is this one. Null: none is shown, or there is none to compare with.</summary>
    public static bool? Check(SecretBytes? own, IReadOnlyList<Payload> payloads)
    {
        if (own is null)
            return null;
        int shown = 0;
        bool isRight = false;
        foreach (Payload payload in payloads)
        {
            if (payload is NotifyPayload { NotifyType: NotifyType.QuickCrashDetection } token && shown++ < MostShown)
                isRight |= CryptographicOperations.FixedTimeEquals(own.Span, token.Data.Span);
        }

        return shown == 0 ? null : isRight;
    }
}
