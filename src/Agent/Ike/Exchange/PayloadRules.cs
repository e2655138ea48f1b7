using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>
/// Which payload may appear how often in which message (RFC 7296 appendix C). A payload of a known type without a rule is
/// dropped, as gateways put harmless ones where they don't belong; too many of one type is a violation.
/// </summary>
public static class PayloadRules
{
    private const int Several = 20;

    /// <summary>A gateway with many addresses names each of them (RFC 4555 section 3.4).</summary>
    private const int Many = 48;

    private static readonly Rule[] InitResponse =
    [
        new(PayloadType.SecurityAssociation, 1, 1),
        new(PayloadType.KeyExchange, 1, 1),
        new(PayloadType.Nonce, 1, 1),
        new(PayloadType.CertificateRequest, 0, Several),
        new(PayloadType.Notify, 0, Several),
        new(PayloadType.VendorId, 0, Several),
    ];

    /// <summary>
    /// A key exchange after the first, before IKE_AUTH or behind CREATE_CHILD_SA (RFC 9370 section 2.2); for other things no
    /// IKE_INTERMEDIATE is begun.
    /// </summary>
    private static readonly Rule[] FurtherExchange =
    [
        new(PayloadType.KeyExchange, 1, 1),
        new(PayloadType.Notify, 0, Several),
        new(PayloadType.VendorId, 0, Several),
    ];

    private static readonly Rule[] ResumeResponse =
    [
        new(PayloadType.Nonce, 1, 1),
        new(PayloadType.Notify, 0, Several),
        new(PayloadType.VendorId, 0, Several),
    ];

    /// <summary>Which of the exchanges with EAP needs what is for the login to know.</summary>
    private static readonly Rule[] AuthResponse =
    [
        new(PayloadType.IdResponder, 0, 1),
        new(PayloadType.Authentication, 0, 1),
        new(PayloadType.Eap, 0, 1),
        new(PayloadType.Certificate, 0, Several),
        new(PayloadType.Configuration, 0, 1),
        new(PayloadType.SecurityAssociation, 0, 1),
        new(PayloadType.TsInitiator, 0, 1),
        new(PayloadType.TsResponder, 0, 1),
        new(PayloadType.Notify, 0, Many),
        new(PayloadType.VendorId, 0, Several),
    ];

    private static readonly Rule[] Informational =
    [
        new(PayloadType.Notify, 0, Many),
        new(PayloadType.Delete, 0, Several),
        new(PayloadType.Configuration, 0, 1),
        new(PayloadType.VendorId, 0, Several),
    ];

    private static readonly Rule[] CreateChild =
    [
        new(PayloadType.SecurityAssociation, 1, 1),
        new(PayloadType.Nonce, 1, 1),
        new(PayloadType.KeyExchange, 0, 1),
        new(PayloadType.TsInitiator, 0, 1),
        new(PayloadType.TsResponder, 0, 1),
        new(PayloadType.Configuration, 0, 1),
        new(PayloadType.Notify, 0, Several),
        new(PayloadType.VendorId, 0, Several),
    ];

    /// <summary>
    /// Keeps the payloads that belong; null where the message is right, else the fault. A message with an error
    /// notification needs nothing else (RFC 7296 section 2.21).
    /// </summary>
    public static IkeFault? Check(
        ExchangeType exchange, bool isResponse, IReadOnlyList<Payload> payloads, out IReadOnlyList<Payload> kept)
    {
        kept = [];
        if (FindCritical(payloads) is { } unsupported)
            return unsupported;
        if (RulesFor(exchange, isResponse) is not { } rules)
            return IkeFault.Violation($"a message of exchange {exchange} that an initiator does not expect");

        kept = [.. payloads.Where(p => rules.Any(r => r.Type == p.Type))];
        bool mayLack = isResponse && kept.OfType<NotifyPayload>().Any(n => Replaces(exchange, n));
        foreach (Rule rule in rules)
        {
            int count = kept.Count(p => p.Type == rule.Type);
            if (count > rule.Max)
                return IkeFault.Violation($"{count} payloads {rule.Type} in a message of {exchange}");
            if (count < rule.Min && !mayLack)
                return IkeFault.Violation($"no payload {rule.Type} in a message of {exchange}");
        }

        return null;
    }

    /// <summary>The fault of a message with a critical payload that is not known (RFC 7296 section 2.5); null without one.</summary>
    public static IkeFault? FindCritical(IEnumerable<Payload> payloads) =>
        payloads.OfType<UnknownPayload>().FirstOrDefault(p => p.Critical) is { } critical ? Unsupported(critical.Type) : null;

    /// <summary>It stands for all that the response would have.</summary>
    private static bool Replaces(ExchangeType exchange, NotifyPayload notify) => notify.IsError || exchange switch
    {
        ExchangeType.IkeSaInit => notify.NotifyType is NotifyType.Cookie or NotifyType.Redirect,
        ExchangeType.IkeSessionResume => notify.NotifyType is NotifyType.Cookie or NotifyType.TicketNack,
        _ => false,
    };

    private static IkeFault Unsupported(PayloadType type) =>
        IkeFault.Violation($"critical payload {(int)type} is not known here", NotifyType.UnsupportedCriticalPayload) with
        {
            NotifyData = new[] { (byte)type },
        };

    private static Rule[]? RulesFor(ExchangeType exchange, bool isResponse) => (exchange, isResponse) switch
    {
        (ExchangeType.IkeSaInit, true) => InitResponse,
        (ExchangeType.IkeSessionResume, true) => ResumeResponse,
        (ExchangeType.IkeAuth, true) => AuthResponse,
        (ExchangeType.Informational, _) => Informational,
        (ExchangeType.CreateChildSa, _) => CreateChild,
        (ExchangeType.IkeIntermediate, true) or (ExchangeType.IkeFollowupKe, _) => FurtherExchange,
        _ => null,
    };

    private readonly record struct Rule(PayloadType Type, int Min, int Max);
}
