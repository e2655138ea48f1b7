using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// The candidates of one SPI of ours, bounded in number. The first starts at once. Others start one after the other while
/// those before them stay unanswered, so that a gateway that merely answered twice is not made to log us in twice.
/// </summary>
public sealed class CandidateSet(SessionContext context, InitExchange init) : IDisposable
{
    private const int MaximumStarted = 8;
    private const int MaximumWaiting = 8;

    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CrowdPatience = TimeSpan.FromSeconds(5);

    private readonly List<AuthCandidate> _started = [];
    private readonly List<InitResponse> _waiting = [];
    private Instant _lastStart;

    /// <summary>An answer is awaited, or a response waits for its turn.</summary>
    public bool IsPending => _waiting.Count > 0 || AnswerIsAwaited;

    /// <summary>When so many responses without an answer to IKE_AUTH are too many: somebody floods this SPI.</summary>
    public Instant CrowdedAt => _started.Count == MaximumStarted ? _lastStart + CrowdPatience : Instant.Never;

    /// <summary>Those whose IKE_AUTH ended with a fault, in the order of their start.</summary>
    public IEnumerable<AuthCandidate> Failed => _started.Where(c => c.Fault is not null);

    /// <summary>What one that was started was asked last and never answered; null: there is none.</summary>
    public ExchangeType? Silent => _started.Find(c => c is { IsPending: false, Fault: null })?.Exchange;

    public Instant NextDeadline
    {
        get
        {
            Instant next = CanStart ? _lastStart + Stagger : Instant.Never;
            foreach (AuthCandidate candidate in _started)
                next = Instant.Earliest(next, candidate.NextDeadline);
            return next;
        }
    }

    private bool AnswerIsAwaited => _started.Exists(c => c.IsPending);

    private bool CanStart => _waiting.Count > 0 && _started.Count < MaximumStarted;

    /// <summary>Several where a forger used the gateway's SPI; the keys tell whose message it is.</summary>
    public IReadOnlyList<AuthCandidate> FindAll(IkeHeader header) => _started.FindAll(c => c.Sa.Owns(header));

    /// <summary>Null where it has been given up meanwhile.</summary>
    public AuthCandidate? FindWaiting(long token) => _started.Find(c => c.Claim == token);

    public void Start(AuthCandidate candidate, Instant now)
    {
        _started.Add(candidate);
        _lastStart = now;
        candidate.Start(now);
    }

    /// <summary>
    /// Takes another response. What is repeated is not the one-off of a flood and comes first; of a flood the earliest and
    /// the latest are kept.
    /// </summary>
    public void Add(InitResponse response, Instant now)
    {
        if (_started.Exists(c => c.Response.IsSameAs(response)))
            return;
        bool isRepeated = _waiting.RemoveAll(w => w.IsSameAs(response)) > 0;
        if (_waiting.Count == MaximumWaiting)
            _waiting.RemoveAt(MaximumWaiting / 2);
        _waiting.Insert(isRepeated ? 0 : _waiting.Count, response);
        StartNext(now);
    }

    public void HandleTimeout(Instant now)
    {
        foreach (AuthCandidate candidate in _started)
            candidate.HandleTimeout(now);
        StartNext(now);
    }

    /// <summary>Starts what waits, as soon as nothing before it may still be answered soon.</summary>
    public void StartNext(Instant now)
    {
        while (CanStart && (!AnswerIsAwaited || now >= _lastStart + Stagger))
        {
            // From both ends in turn: a forger may be before or behind the gateway.
            int index = _started.Count % 2 == 0 ? 0 : _waiting.Count - 1;
            InitResponse response = _waiting[index];
            _waiting.RemoveAt(index);
            if (AuthCandidate.TryCreate(context, init.Spi, response, out IkeFault? fault) is { } candidate)
                Start(candidate, now);
            else
                init.Refuse(fault!, now);
        }
    }

    /// <summary>All but <paramref name="kept"/> are forgotten, keys and all.</summary>
    public void DisposeOthers(AuthCandidate? kept)
    {
        foreach (AuthCandidate candidate in _started.Where(c => c != kept))
            candidate.Dispose();
        _started.Clear();
        _waiting.Clear();
    }

    public void Dispose() => DisposeOthers(null);
}
