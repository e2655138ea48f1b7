using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// A CREATE_CHILD_SA of ours (RFC 7296 section 1.3): nonce, key exchange where one is offered, another group where the gateway
/// asks for it, further key exchanges behind it where they were chosen (RFC 9370), and the errors that all three kinds have in common.
/// </summary>
public abstract class CreateExchange(SessionCore core) : ExchangeTask(core)
{
    private readonly HashSet<KeyExchangeMethod> _tried = [];
    private byte[] _nonce = [];
    private KeyExchange? _keyExchange;
    private KeyExchangeMethod _group;
    private KeyExchangeMethod _next;
    private FollowUp? _followUp;

    public sealed override ExchangeType Exchange => _followUp is null ? ExchangeType.CreateChildSa : ExchangeType.IkeFollowupKe;

    /// <summary>What is offered now.</summary>
    protected abstract IReadOnlyList<Proposal> Proposals { get; }

    public sealed override IReadOnlyList<Payload>? Build(SaWorker sa, Instant now) => _followUp?.Request() ?? Begin(sa, now);

    public sealed override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        TaskResult result = payloads.FindError() is { } error ? HandleError(sa, error, now)
            : _followUp is null ? HandleAnswer(sa, payloads, now)
            : HandleFollowUp(sa, _followUp, payloads, now);
        if (result == TaskResult.Done)
            Abandon();
        return result;
    }

    /// <summary>Whatever the gateway wanted to say: it may believe that the exchange succeeded.</summary>
    public sealed override void ProcessFault(SaWorker sa, IkeFault fault, Instant now)
    {
        RefuseGrant(sa, fault, now);
        Abandon();
    }

    public override void Abandon()
    {
        ForgetKeys();
        _followUp?.Dispose();
        _followUp = null;
    }

    /// <summary>The payloads of CREATE_CHILD_SA; null when there is nothing left to do.</summary>
    protected abstract IReadOnlyList<Payload>? Begin(SaWorker sa, Instant now);

    /// <summary>Ni and, where a group is offered, KEi; new ones for every request.</summary>
    protected IReadOnlyList<Payload> DrawKeys()
    {
        _nonce = Core.Context.RandomBytes(32);
        List<KeyExchangeMethod> offered = [.. KeyExchangeMethods.OfferedBy(Proposals)];
        ForgetKeys();
        _group = offered.Contains(_next) ? _next : offered.FirstOrDefault();
        NoncePayload nonce = new(_nonce);
        if (_group == KeyExchangeMethod.None)
            return [nonce];
        _tried.Add(_group);
        _keyExchange = KeyExchangeMethods.Create(_group, Core.Context.Random);
        return [nonce, new KePayload(_group, _keyExchange.PublicValue.ToArray())];
    }

    /// <summary>
    /// The choice of <see cref="Check"/> holds and the keys agree; <paramref name="payloads"/> answered CREATE_CHILD_SA.
    /// </summary>
    protected abstract void Accept(
        SaWorker sa, IReadOnlyList<Payload> payloads, ExchangeSecrets secrets, ExchangeNonces nonces, Instant now);

    /// <summary>Checks the choice; empty when it holds.</summary>
    protected abstract string Check(IReadOnlyList<Payload> payloads, out ChosenTransforms chosen);

    /// <summary>TEMPORARY_FAILURE: to be tried again at that time.</summary>
    protected abstract void Postpone(SaWorker sa, TimeSpan wait, Instant now);

    /// <summary>The gateway refuses, or its answer can't be used.</summary>
    protected abstract void Refused(SaWorker sa, IkeFault fault, NotifyType? notify, Instant now);

    /// <summary>The gateway believes that the exchange succeeded, and we can't take what it grants.</summary>
    protected virtual void RefuseGrant(SaWorker sa, IkeFault fault, Instant now) => Refused(sa, fault, null, now);

    private void ForgetKeys()
    {
        _keyExchange?.Dispose();
        _keyExchange = null;
    }

    private TaskResult HandleError(SaWorker sa, NotifyPayload error, Instant now)
    {
        if (error.NotifyType == NotifyType.InvalidKePayload && TryOtherGroup(error))
            return TaskResult.Again;
        if (error.NotifyType == NotifyType.TemporaryFailure || (_followUp is not null && error.NotifyType == NotifyType.StateNotFound))
            Postpone(sa, Core.WaitAfterTemporaryFailure(now), now);
        else
            Refused(sa, NotifyFaults.From(error), error.NotifyType, now);
        return TaskResult.Done;
    }

    private bool TryOtherGroup(NotifyPayload error)
    {
        if (error.Data.Length != 2)
            return false;
        _next = (KeyExchangeMethod)((error.Data.Span[0] << 8) | error.Data.Span[1]);
        bool isOffered = KeyExchangeMethods.OfferedBy(Proposals).Contains(_next) && !_tried.Contains(_next);
        if (isOffered)
            Core.Context.Note(NoteLevel.Debug, $"the gateway asks for {SuiteNames.Of(_next)} in CREATE_CHILD_SA");
        return isOffered;
    }

    private TaskResult HandleAnswer(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        string problem = Check(payloads, out ChosenTransforms chosen);
        IReadOnlyList<AdditionalExchange> additional = [];
        if (problem.Length == 0)
            additional = AdditionalExchange.Read(chosen, out problem);
        ReadOnlyMemory<byte> nonce = payloads.OfType<NoncePayload>().SingleOrDefault()?.Data ?? default;
        if (problem.Length == 0 && (nonce.Length is < 16 or > 256 || nonce.Span.SequenceEqual(_nonce)))
            problem = "the gateway's nonce is not valid";
        SecretBytes? shared = null;
        if (problem.Length == 0)
            problem = TryAgree(payloads, (KeyExchangeMethod)chosen.Id(TransformType.KeyExchange), out shared);
        ExchangeNonces nonces = new(_nonce, nonce.ToArray());
        ExchangeSecrets secrets = new(shared);
        if (problem.Length == 0 && additional.Count > 0)
            return BeginFollowUp(sa, new FollowUp(Core.Context, payloads, nonces, secrets, additional), now);
        using (secrets)
        {
            if (problem.Length == 0)
                Accept(sa, payloads, secrets, nonces, now);
            else
                RefuseGrant(sa, IkeFault.Violation(problem), now);
        }

        return TaskResult.Done;
    }

    private TaskResult BeginFollowUp(SaWorker sa, FollowUp followUp, Instant now)
    {
        ForgetKeys();
        _followUp = followUp;
        string problem = followUp.TakeLink(followUp.Created);
        if (problem.Length == 0)
            return TaskResult.Again;
        Refused(sa, IkeFault.Violation(problem), null, now);
        return TaskResult.Done;
    }

    /// <summary>Where the last answer is wrong, the gateway has made what was asked for; before that it has not.</summary>
    private TaskResult HandleFollowUp(SaWorker sa, FollowUp followUp, IReadOnlyList<Payload> payloads, Instant now)
    {
        string problem = followUp.Take(payloads);
        if (problem.Length == 0 && !followUp.IsComplete)
            return TaskResult.Again;
        if (problem.Length == 0)
            Accept(sa, followUp.Created, followUp.Secrets, followUp.Nonces, now);
        else if (followUp.IsComplete)
            RefuseGrant(sa, IkeFault.Violation(problem), now);
        else
            Refused(sa, IkeFault.Violation(problem), null, now);
        return TaskResult.Done;
    }

    /// <summary>A KE payload of the chosen group, or none where none was chosen (RFC 7296 section 1.3).</summary>
    private string TryAgree(IReadOnlyList<Payload> payloads, KeyExchangeMethod chosen, out SecretBytes? shared)
    {
        shared = null;
        if (chosen == KeyExchangeMethod.None)
            return "";
        if (chosen != _group || payloads.OfType<KePayload>().SingleOrDefault() is not { } ke || ke.Method != _group)
            return "the gateway's key exchange is not of the group that was sent";
        return _keyExchange!.TryAgree(ke.Data.Span, out shared) ? "" : "the gateway's public key is not valid";
    }
}
