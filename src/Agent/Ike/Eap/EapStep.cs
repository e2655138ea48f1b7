using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// What came of an EAP packet of the gateway's: an answer to it, the end of EAP, a fault, or a question that the session's owner has to
/// answer first.
/// </summary>
/// <param name="Certificates">Of the TLS server inside EAP, DER, its own first: whether it is the right one.</param>
public readonly record struct EapStep(
    EapPayload? Response, IkeFault? Fault, IReadOnlyList<ReadOnlyMemory<byte>>? Certificates = null)
{
    /// <summary>EAP-Success, in its place.</summary>
    public static readonly EapStep Succeeded = new(null, null);

    public bool IsSuccess => Response is null && Fault is null && Certificates is null;

    public static EapStep Answer(EapPayload response) => new(response, null);

    public static EapStep Ask(IReadOnlyList<ReadOnlyMemory<byte>> certificates) => new(null, null, certificates);

    /// <summary>What EAP does not allow.</summary>
    public static EapStep Violates(string what) => Failed(IkeFault.Violation($"EAP: {what}", NotifyType.AuthenticationFailed));

    public static EapStep Failed(IkeFault fault) => new(null, fault);
}
