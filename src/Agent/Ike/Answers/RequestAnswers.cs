using Holdfast.Ike.Actions;
using Holdfast.Ike.Duties;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>The gateway's requests on an established session, each to what answers its kind.</summary>
public sealed class RequestAnswers(SessionCore core, Reauthentication reauthentication)
{
    /// <summary>Answers one authentic request, whatever it is: a request without an answer is repeated (section 2.1).</summary>
    public void Answer(SaWorker sa, IkeHeader header, ReceivedMessage request, Instant now)
    {
        if (request.Fault is { } fault)
            AnswerFault(sa, header, fault);
        else if (header.ExchangeType is ExchangeType.CreateChildSa or ExchangeType.IkeFollowupKe)
            AnswerCreate(sa, header, request.Payloads, now);
        else if (InformationalAnswer.DeletesIkeSa(request.Payloads))
            AnswerDelete(sa, header, now);
        else
            sa.Sa.SendResponse(header, InformationalAnswer.To(core, sa.Sa, request.Payloads, reauthentication, now));
    }

    private void AnswerCreate(SaWorker sa, IkeHeader header, IReadOnlyList<Payload> request, Instant now)
    {
        SaWorker? made = null;
        IReadOnlyList<Payload> answer;
        if (header.ExchangeType == ExchangeType.IkeFollowupKe)
            (answer, made) = FollowUpAnswer.To(sa, request, now);
        else if (request.OfType<SaPayload>().Single().Proposals.All(p => p.Protocol == ProtocolId.Ike))
            (answer, made) = RekeyIkeAnswer.To(core, sa, request, now);
        else
            answer = CreateChildAnswer.To(core, sa, request, now);
        sa.Sa.SendResponse(header, answer);
        if (made is not null)
            RekeyIkeAnswer.Take(core, sa, made, now);
        if (answer.Has(NotifyType.InvalidSyntax))
            core.EndAsMalformed(sa, IkeFault.Violation($"a request of {header.ExchangeType} of the gateway is not valid"));
    }

    /// <summary>The end of this IKE SA; of the session only where no successor stands.</summary>
    private void AnswerDelete(SaWorker sa, IkeHeader header, Instant now)
    {
        sa.Sa.SendResponse(header, []);
        if (sa.PeerSuccessor is { } successor && sa == core.Sas.Current)
            core.Use(successor, now);
        if (sa == core.Sas.Current)
            core.End(new IkeFault(FaultKind.PeerClosed, Blame.Gateway, "the gateway deleted the IKE SA"), tellPeer: false);
        else
            core.Sas.Discard(sa);
    }

    /// <summary>INVALID_SYNTAX in an authentic request ends the IKE SA on both sides (RFC 7296 section 2.21.3).</summary>
    private void AnswerFault(SaWorker sa, IkeHeader header, IkeFault fault)
    {
        NotifyType notify = fault.Notify ?? NotifyType.InvalidSyntax;
        core.Context.Note(NoteLevel.Warning, $"request of the gateway refused: {fault.Message}");
        sa.Sa.SendResponse(header, [Notifications.Of(notify, fault.NotifyData)]);
        if (notify == NotifyType.InvalidSyntax)
            core.EndAsMalformed(sa, fault);
    }
}
