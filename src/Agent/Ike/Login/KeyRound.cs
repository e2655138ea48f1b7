using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>A round by a key of our own: AUTH goes along with IDi, and the response only has to be no refusal.</summary>
public sealed class KeyRound(OwnAuth own, bool isLast) : LoginRound(own, isLast)
{
    public override IReadOnlyList<Payload> Request() => [Own.Identity, .. Prove(Own.Payloads())];

    public override LoginStep Process(IReadOnlyList<Payload> payloads) =>
        payloads.Find(NotifyType.AuthenticationFailed) is { } refusal ? LoginStep.Refused(NotifyFaults.From(refusal)) : LoginStep.Passed;
}
