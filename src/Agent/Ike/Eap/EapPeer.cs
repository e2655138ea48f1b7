using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// The peer's side of EAP (RFC 3748): tells the identity, settles on one method, and believes in success only after that method came to
/// its end. Begun when the gateway has proved itself, or is to do so by a method that can.
/// </summary>
public sealed class EapPeer(SessionContext context, EapLogin login) : IDisposable
{
    /// <summary>More than any method takes, EAP-TLS with a long chain in small fragments included.</summary>
    private const int MostRounds = 50;

    private const int MostNotifications = 3;

    private EapMethod? _method;
    private int _rounds;
    private int _notifications;
    private EapType? _declined;

    /// <summary>The method has to prove the gateway (RFC 5998), and no other is begun or declined.</summary>
    public bool IsUnproven { get; init; }

    /// <summary>The key of the method that succeeded; null where that makes none.</summary>
    public SecretBytes? Msk => _method?.Msk;

    /// <summary>The method came to its good end; success may follow.</summary>
    public bool IsDone => _method is { IsDone: true };

    /// <summary>Why the method says that the login fails; failure is to follow.</summary>
    public IkeFault? Refusal => _method?.Refusal;

    public EapStep Handle(EapPayload packet)
    {
        if (++_rounds > MostRounds)
            return EapStep.Violates($"no end after {MostRounds} rounds");
        return packet.Code switch
        {
            EapCode.Request => HandleRequest(packet),
            EapCode.Success => HandleSuccess(),
            EapCode.Failure => EapStep.Failed(_method?.Refusal ?? Refused()),
            _ => EapStep.Violates($"a packet of code {(int)packet.Code} from the gateway"),
        };
    }

    /// <summary>The certificates that the last step asked about were found good.</summary>
    public EapStep Continue() => _method!.Continue();

    public void Dispose() => _method?.Dispose();

    private EapStep HandleRequest(EapPayload packet)
    {
        var type = (EapType)packet.Method!.Value;
        ReadOnlySpan<byte> data = packet.MethodData.Span;
        if (type == EapType.Notification)
            return HandleNotification(packet.Identifier, data);
        if (_method is { } running)
            return type == running.Type
                ? running.Handle(packet.Identifier, data)
                : EapStep.Violates($"the gateway goes from {Name(running.Type)} to {Name(type)}");
        if (type == EapType.Identity)
            return EapStep.Answer(EapPackets.Response(packet.Identifier, type, (IsUnproven ? login.OuterIdentity : login.Identity).Span));
        if (type == EapType.Nak)
            return EapStep.Violates("a Nak from the gateway");
        if (IsUnproven && !type.ProvesServer())
            return EapStep.Failed(IkeFault.NotAuthentic($"the gateway asks for {Name(type)}, which does not prove it, in place of a proof of its own"));
        if (!login.Usable.Contains(type))
            return Decline(packet.Identifier, type);
        context.Note(NoteLevel.Debug, $"the gateway asks for {Name(type)}");
        _method = EapMethods.Create(type, context, login);
        return _method.Handle(packet.Identifier, data);
    }

    /// <summary>RFC 3748 section 5.3.1: the methods that we would rather have, best first.</summary>
    private EapStep Decline(byte identifier, EapType type)
    {
        _declined = type;
        context.Note(NoteLevel.Debug, $"the gateway asks for {Name(type)}, which the connection does not allow");
        byte[] wanted = [.. login.Usable.Select(m => (byte)m)];
        return EapStep.Answer(EapPackets.Response(identifier, EapType.Nak, wanted.Length == 0 ? [0] : wanted)); // 0: no other
    }

    private EapStep HandleSuccess()
    {
        if (_method is not { IsDone: true } method)
            return EapStep.Violates("success before the method came to its end");
        return method.MakesKey && method.Msk is null ? EapStep.Violates("success without a key") : EapStep.Succeeded;
    }

    /// <summary>Text for people, from a gateway that is authentic but may still be careless.</summary>
    private EapStep HandleNotification(byte identifier, ReadOnlySpan<byte> text)
    {
        if (++_notifications > MostNotifications)
            return EapStep.Violates("one notification after the other");
        context.Note(NoteLevel.Warning, $"the gateway says: {EapText.Of(text)}");
        return EapStep.Answer(EapPackets.Response(identifier, EapType.Notification, []));
    }

    private IkeFault Refused() => new(
        FaultKind.AuthenticationRejected, Blame.Configuration,
        $"the gateway refused the login of \"{Encoding.UTF8.GetString(login.Identity.Span)}\" (EAP-Failure)"
            + (_declined is { } type ? $": it wants {Name(type)}, which is not allowed here" : ""));

    private static string Name(EapType type) => EapMethods.NameOf(type);
}
