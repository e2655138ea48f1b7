using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>What ended, or refused, an exchange.</summary>
public enum FaultKind
{
    /// <summary>No answer within the retransmission policy, before the session stood.</summary>
    Unreachable,

    /// <summary>No answer to a request of an established IKE SA.</summary>
    PeerSilent,

    /// <summary>The gateway refused our AUTH (AUTHENTICATION_FAILED).</summary>
    AuthenticationRejected,

    /// <summary>The gateway takes one of our logins alone, where the connection has several (RFC 4739).</summary>
    RoundMissing,

    /// <summary>The gateway's AUTH or identity did not hold.</summary>
    PeerNotAuthentic,

    /// <summary>NO_PROPOSAL_CHOSEN, or an INVALID_KE_PAYLOAD that leads nowhere.</summary>
    NoCommonProposal,

    /// <summary>TS_UNACCEPTABLE or SINGLE_PAIR_REQUIRED.</summary>
    SelectorsRejected,

    /// <summary>INTERNAL_ADDRESS_FAILURE or FAILED_CP_REQUIRED.</summary>
    NoAddress,

    /// <summary>Any other error notification of the gateway.</summary>
    Rejected,

    /// <summary>The gateway sent what RFC 7296 does not allow.</summary>
    ProtocolViolation,

    /// <summary>The gateway does not speak something that the data path needs.</summary>
    Unsupported,

    /// <summary>A PPK is required, and the gateway does not announce to use one (RFC 8784).</summary>
    NoPpk,

    /// <summary>The gateway does not do without a Child SA in IKE_AUTH, where that is forced (RFC 6023).</summary>
    NotChildless,

    /// <summary>The gateway does without it only, as it seems.</summary>
    ChildlessOnly,

    /// <summary>The gateway deleted the IKE SA or its last Child SA.</summary>
    PeerClosed,

    /// <summary>The gateway has proved that it lost its state (RFC 6290).</summary>
    PeerRestarted,

    /// <summary>The gateway sends us to another one, which is to be followed (RFC 5685).</summary>
    Redirected,

    /// <summary>The same, where the connection does not trust it to.</summary>
    RedirectRefused,

    /// <summary>A lifetime ended, and what it belongs to could not be renewed.</summary>
    Expired,

    /// <summary>We were asked to stop.</summary>
    Stopped,
}

/// <summary>Who has to change something for the next attempt to succeed.</summary>
public enum Blame
{
    None,
    Network,
    Gateway,
    Configuration,
}

/// <summary>A protocol error as a value. <see cref="Notify"/> is what the peer is told; null means silence.</summary>
public sealed record IkeFault(FaultKind Kind, Blame Blame, string Message, NotifyType? Notify = null)
{
    /// <summary>Notification data that goes with <see cref="Notify"/>.</summary>
    public ReadOnlyMemory<byte> NotifyData { get; init; }

    /// <summary>Where <see cref="FaultKind.Redirected"/> leads.</summary>
    public Redirects.RedirectTarget? Redirect { get; init; }

    /// <summary>The gateway is not who it has to be, and is told so.</summary>
    public static IkeFault NotAuthentic(string message, Blame blame = Blame.Configuration) =>
        new(FaultKind.PeerNotAuthentic, blame, message, NotifyType.AuthenticationFailed);

    public static IkeFault Violation(string message, NotifyType? notify = NotifyType.InvalidSyntax) =>
        new(FaultKind.ProtocolViolation, Blame.Gateway, message, notify);
}
