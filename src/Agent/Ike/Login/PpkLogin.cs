using Holdfast.Ike.Connecting;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// A PPK in IKE_AUTH (RFC 8784 section 3), where both ends announced that they can: our AUTH is by the keys that it is mixed
/// into and comes with its name. The gateway's AUTH that answers it decides whether these become the keys of the IKE SA.
/// With EAP that is the last exchange, and the gateway's first AUTH is without.
/// </summary>
public sealed class PpkLogin : IDisposable
{
    /// <summary>PPK_ID_FIXED (section 5.1).</summary>
    private const byte FixedId = 2;

    private readonly Ppk _ppk;
    private readonly IkeSa _sa;
    private readonly PpkKeys _mixed;
    private Stage _stage;

    private PpkLogin(Ppk ppk, IkeSa sa)
    {
        (_ppk, _sa) = (ppk, sa);
        _mixed = new PpkKeys(sa.Suite.Prf, ppk.Secret.Span, sa.Keys);
    }

    private enum Stage
    {
        Silent,
        Named,
        Settled,
    }

    /// <summary>The SK_pi that our AUTH is by.</summary>
    public ReadOnlySpan<byte> Pi => _stage == Stage.Settled ? _sa.Keys.Pi : _mixed.Pi;

    /// <summary>Null where there is no PPK, or the gateway did not announce to use one.</summary>
    public static PpkLogin? TryCreate(IkeSettings settings, IkeSa sa, InitResponse init) =>
        settings.Ppk is { } ppk && init.UsesPpk ? new PpkLogin(ppk, sa) : null;

    /// <summary>What goes with our AUTH, once: the PPK's name and, if we would do without it, what AUTH would be then.</summary>
    /// <param name="proveWithout">The data of an AUTH payload of the same method by the keys without the PPK.</param>
    public IReadOnlyList<Payload> Notify(Func<ReadOnlyMemory<byte>> proveWithout)
    {
        if (_stage != Stage.Silent)
            return [];
        _stage = Stage.Named;
        NotifyPayload name = Notifications.Of(NotifyType.PpkIdentity, (byte[])[FixedId, .. _ppk.Id.Span]);
        return _ppk.IsRequired ? [name] : [name, Notifications.Of(NotifyType.NoPpkAuth, proveWithout())];
    }

    /// <summary>
    /// Before the gateway's AUTH is checked, by the keys that it says to use. Null: go on. What PPK_IDENTITY holds in a
    /// response means nothing.
    /// </summary>
    public IkeFault? Settle(IReadOnlyList<Payload> response)
    {
        if (_stage != Stage.Named || !response.OfType<AuthPayload>().Any())
            return null;
        bool isUsed = response.Has(NotifyType.PpkIdentity);
        if (isUsed)
            _sa.Adopt(_mixed);
        _stage = Stage.Settled;
        _mixed.Dispose();
        return isUsed || !_ppk.IsRequired
            ? null
            : IkeFault.NotAuthentic("the gateway does without the post-quantum pre-shared key (no PPK_IDENTITY), which is required here");
    }

    public void Dispose() => _mixed.Dispose();
}
