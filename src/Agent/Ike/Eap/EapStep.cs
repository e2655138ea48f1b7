using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>What came of an EAP packet of the gateway's: an answer to it, the end of EAP, or a fault.</summary>
public readonly record struct EapStep(EapPayload? Response, IkeFault? Fault)
{
    /// <summary>EAP-Success, in its place.</summary>
    public static readonly EapStep Succeeded = new(null, null);

    public bool IsSuccess => Response is null && Fault is null;

    public static EapStep Answer(EapPayload response) => new(response, null);

    public static EapStep Failed(IkeFault fault) => new(null, fault);
}
