using System.Text;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>What a gateway does with a PPK (RFC 8784 section 3); it has one, under one name.</summary>
internal sealed class PpkScript(string id = PpkScript.Id, string secret = PpkScript.Secret)
{
    public const string Id = "site7-ppk";
    public const string Secret = "a key that a quantum computer does not find";

    public bool IsMixed { get; private set; }

    /// <summary>Answers by the keys without the PPK, whatever came, and believes what it does not check.</summary>
    public bool Ignores { get; init; }

    /// <summary>The data of its PPK_IDENTITY.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>Says to use the PPK, also where it does not.</summary>
    public bool Claims { get; init; }

    public void Mix(IReadOnlyList<Payload> request, PrfId prf, IkeKeys keys)
    {
        byte[] expected = [2, .. Encoding.UTF8.GetBytes(id)];
        if (Ignores || request.Find(NotifyType.PpkIdentity) is not { } named || !named.Data.Span.SequenceEqual(expected))
            return;
        using PpkKeys mixed = new(prf, Encoding.UTF8.GetBytes(secret), keys);
        keys.Adopt(mixed);
        IsMixed = true;
    }

    /// <summary>What the initiator's AUTH is, if it is not in the AUTH payload.</summary>
    public ReadOnlyMemory<byte>? ProofIn(IReadOnlyList<Payload> request, byte[] expected) =>
        Ignores ? expected : IsMixed ? null : request.Find(NotifyType.NoPpkAuth)?.Data;

    public IEnumerable<Payload> Answers() => IsMixed || Claims ? [Notifications.Of(NotifyType.PpkIdentity, Data)] : [];
}
