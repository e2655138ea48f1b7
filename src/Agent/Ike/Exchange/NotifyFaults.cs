using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>What the gateway's error notifications mean for the session (RFC 7296 section 3.10.1).</summary>
public static class NotifyFaults
{
    public static readonly IkeFault NoNatTraversal = new(
        FaultKind.Unsupported, Blame.Gateway, "the gateway does not do NAT traversal, and ESP can only travel in UDP here");

    /// <summary>Its tickets are of no use.</summary>
    public static readonly IkeFault NoNatInResumption = new(
        FaultKind.Unsupported, Blame.Gateway,
        "the gateway resumes sessions without NAT detection, and ESP can only travel in UDP here; \"resumption\": false spares the attempt");

    public static readonly IkeFault OtherWay = new(
        FaultKind.Rejected, Blame.Network, "the gateway resumes sessions without NAT detection, and this host's address or the gateway's is another now");

    /// <summary>RFC 8784 section 3: the exchange is given up.</summary>
    public static readonly IkeFault NoPpk = new(
        FaultKind.NoPpk, Blame.Configuration, "the gateway does not take a post-quantum pre-shared key (no USE_PPK), which is required here");

    public static readonly IkeFault NotChildless = new(
        FaultKind.NotChildless, Blame.Configuration,
        "the gateway makes no IKE SA without a Child SA (no CHILDLESS_IKEV2_SUPPORTED), which is wanted here");

    /// <summary>What strongSwan says to a Child SA in IKE_AUTH with childless = force.</summary>
    public static readonly IkeFault ChildlessOnly = new(
        FaultKind.ChildlessOnly, Blame.Configuration, "the gateway takes no Child SA in IKE_AUTH (RFC 6023, INVALID_SYNTAX)");

    public static IkeFault UselessGroup(KeyExchangeMethod group) => new(
        FaultKind.NoCommonProposal, Blame.Configuration,
        $"the gateway insists on key exchange {SuiteNames.Of(group)}, which was not offered or already tried");

    public static IkeFault From(NotifyPayload error) => error.NotifyType switch
    {
        NotifyType.NoProposalChosen => new(
            FaultKind.NoCommonProposal, Blame.Configuration, "the gateway accepts none of the proposals (NO_PROPOSAL_CHOSEN)"),
        NotifyType.AuthenticationFailed => new(
            FaultKind.AuthenticationRejected, Blame.Configuration, "the gateway refused the login (AUTHENTICATION_FAILED)"),
        NotifyType.TsUnacceptable or NotifyType.SinglePairRequired => new(
            FaultKind.SelectorsRejected, Blame.Configuration, $"the gateway accepts none of the subnets ({Name(error)})"),
        NotifyType.InternalAddressFailure or NotifyType.FailedCpRequired => new(
            FaultKind.NoAddress, Blame.Gateway, $"the gateway gives no inner address ({Name(error)})"),
        _ => new(FaultKind.Rejected, Blame.Gateway, $"the gateway refused with {Name(error)}"),
    };

    /// <summary>The name in the RFC's spelling where it is known, else the number.</summary>
    private static string Name(NotifyPayload error) => error.NotifyType switch
    {
        NotifyType.TsUnacceptable => "TS_UNACCEPTABLE",
        NotifyType.SinglePairRequired => "SINGLE_PAIR_REQUIRED",
        NotifyType.InternalAddressFailure => "INTERNAL_ADDRESS_FAILURE",
        NotifyType.FailedCpRequired => "FAILED_CP_REQUIRED",
        NotifyType.InvalidSyntax => "INVALID_SYNTAX",
        NotifyType.UnsupportedCriticalPayload => "UNSUPPORTED_CRITICAL_PAYLOAD",
        NotifyType.InvalidMajorVersion => "INVALID_MAJOR_VERSION",
        NotifyType.InvalidIkeSpi => "INVALID_IKE_SPI",
        NotifyType.TemporaryFailure => "TEMPORARY_FAILURE",
        NotifyType.NoAdditionalSas => "NO_ADDITIONAL_SAS",
        NotifyType.TsMaxQueue => "TS_MAX_QUEUE",
        _ => $"error notification {(int)error.NotifyType}",
    };
}
