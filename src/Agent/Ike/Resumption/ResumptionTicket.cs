using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>
/// What a gateway gave to come back with (RFC 5723), and this end's half of the state that it stands for (section 5.1). For one use,
/// whatever comes of it. Whoever has it last disposes it.
/// </summary>
/// <param name="opaque">The gateway's, meaningless here.</param>
/// <param name="oldD">SK_d of the IKE SA that it was given over; the ticket's own from here on.</param>
public sealed class ResumptionTicket(ReadOnlyMemory<byte> opaque, SecretBytes oldD) : IDisposable
{
    /// <summary>It goes into one datagram, in clear and whole.</summary>
    public const int MaximumLength = 2048;

    /// <summary>
    /// Nobody looks at certificates, passwords and revocation when a session is resumed; so no chain of tickets gets older than this
    /// without a login.
    /// </summary>
    public static readonly TimeSpan LongestWithoutLogin = TimeSpan.FromHours(24);

    public ReadOnlyMemory<byte> Opaque { get; } = opaque;

    public SecretBytes OldD { get; } = oldD;

    public required IkeSuite Suite { get; init; }

    /// <summary>IDi of the login.</summary>
    public required IdPayload LocalId { get; init; }

    /// <summary>IDr that the gateway proved.</summary>
    public required IdPayload PeerId { get; init; }

    /// <summary>When both ends last proved themselves by what they have; may be before this boot.</summary>
    public required Instant AuthenticatedAt { get; init; }

    /// <summary>Of no use from then on.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>A PPK is in <see cref="OldD"/> (RFC 8784), and so in all that comes of it.</summary>
    public bool UsesPpk { get; init; }

    /// <summary>Where the session that was given it went, without a NAT between; null: it found one. The ports do not matter.</summary>
    public IkePath? Direct { get; init; }

    /// <summary>Whether a session between these ends is known to meet no NAT.</summary>
    public bool IsDirect(IkePath path) => Direct is { } way && way.Local == path.Local && way.Remote == path.Remote;

    /// <summary>Whether a connection with these settings may come back with it.</summary>
    public bool Fits(IkeSettings settings, Instant now) =>
        settings.Resumption
        && now < ExpiresAt
        && (settings.RemoteId is not { } wanted || Identities.Match(wanted, PeerId))
        && (settings.LocalId is not { } own || own == LocalId)
        && (UsesPpk || settings.Ppk is not { IsRequired: true });

    public void Dispose() => OldD.Dispose();
}
