using Holdfast.Esp;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>
/// What a completed IKE_AUTH proved and granted. At most one of <paramref name="Child"/> and <paramref name="ChildFault"/>
/// is set: an IKE SA stands also where its first Child SA was refused (RFC 7296 section 1.2), and where none was asked for (RFC 6023).
/// </summary>
/// <param name="PeerId">The identity that the gateway proved.</param>
/// <param name="Payloads">All of the last IKE_AUTH response, for the notifications in it.</param>
public sealed record AuthOutcome(
    IdPayload PeerId, ChildSaSpec? Child, IkeFault? ChildFault, IReadOnlyList<Payload> Payloads)
{
    /// <summary>Our inbound SPI of a Child SA that the gateway granted in a way that we can't take; it is to be deleted there.</summary>
    public uint? Disowned { get; init; }

    /// <summary>IDi of the login.</summary>
    public required IdPayload LocalId { get; init; }

    /// <summary>When the ends proved themselves to each other, where that was in a session before this one (RFC 5723); null: just now.</summary>
    public Instant? ResumedFrom { get; init; }
}
