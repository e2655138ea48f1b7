using Holdfast.Ike.Children;
using Holdfast.Time;

namespace Holdfast.Ike.Answers;

/// <summary>
/// What the gateway has begun by a CREATE_CHILD_SA on one IKE SA, and that its IKE_FOLLOWUP_KE exchanges have yet to complete (RFC
/// 9370 section 2.2.4). A gateway that never does costs no memory.
/// </summary>
public sealed class Unfinished : IDisposable
{
    private const int Most = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<PendingAnswer> _all = [];

    public Instant NextDeadline => _all.Count == 0 ? Instant.Never : _all[0].Until;

    public bool ReplacesIkeSa => _all.Exists(p => p.IsIkeSa);

    public bool Replaces(ChildSa child) => _all.Exists(p => p.Replaced == child);

    /// <summary>Who begins the same anew has given up what was before.</summary>
    public void Add(PendingAnswer answer, Instant now)
    {
        if (_all.Find(answer.IsSameAs) is { } same)
            Remove(same);
        if (_all.Count == Most)
            Remove(_all[0]);
        answer.Until = now + Patience;
        _all.Add(answer);
    }

    public PendingAnswer? Find(ReadOnlySpan<byte> link)
    {
        foreach (PendingAnswer answer in _all)
        {
            if (answer.Link.Span.SequenceEqual(link))
                return answer;
        }

        return null;
    }

    public void Remove(PendingAnswer answer)
    {
        _all.Remove(answer);
        answer.Dispose();
    }

    public void HandleTimeout(Instant now)
    {
        while (_all.Count > 0 && _all[0].Until <= now)
            Remove(_all[0]);
    }

    public void Dispose()
    {
        foreach (PendingAnswer answer in _all)
            answer.Dispose();
        _all.Clear();
    }
}
