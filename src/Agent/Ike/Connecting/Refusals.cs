using Holdfast.Time;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// What refused the attempt. None of it is authenticated, so none ends the attempt at once. A refusal becomes the result
/// after <see cref="Grace"/>, if it was given again to repeated requests and nothing else was heard; a few forged
/// datagrams can do neither.
/// </summary>
public sealed class Refusals
{
    /// <summary>Long enough for a forged refusal to be followed by the genuine answer, on a slow link too.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>The answer of the gateway itself is not long behind the word of one that sends us elsewhere in its name.</summary>
    private static readonly TimeSpan RedirectGrace = TimeSpan.FromSeconds(1);

    /// <summary>To so many sendings of ours a gateway gives the same refusal within the grace.</summary>
    private const int Enough = 3;

    private IkeFault? _first;
    private IkeFault? _hint;
    private Instant _since;
    private Instant _leaveAt = Instant.Never;
    private int _sendingsThen;
    private int _given;
    private bool _isContradicted;

    /// <summary>What to tell when nothing better arrived.</summary>
    public IkeFault? Result => Redirect ?? _first ?? _hint;

    /// <summary>The gateway, or somebody who saw our request, sends us elsewhere; of several the first counts.</summary>
    public IkeFault? Redirect { get; private set; }

    /// <summary>When the refusal becomes the result; never while it may be a forgery.</summary>
    public Instant EndsAt => Instant.Earliest(_leaveAt, _given >= Enough && !_isContradicted ? _since + Grace : Instant.Never);

    /// <summary>A refusal in clear; <paramref name="sendings"/> counts our sendings of IKE_SA_INIT so far.</summary>
    public void Add(IkeFault fault, int sendings, Instant now)
    {
        if (!IsSame(fault))
            Note(fault, now);
        else if (sendings == _sendingsThen)
            return;
        _given++;
        _sendingsThen = sendings;
    }

    /// <summary>A refusal inside IKE_AUTH, under keys that whoever sent the response to IKE_SA_INIT knows.</summary>
    public void AddProtected(IkeFault fault, Instant now)
    {
        if (!IsSame(fault))
            Note(fault, now);
        _given = Enough;
    }

    public void AddRedirect(IkeFault fault, Instant now)
    {
        if (Redirect is null)
            (Redirect, _leaveAt) = (fault, now + RedirectGrace);
    }

    /// <summary>Something that may as well be a late answer: told only where there is nothing else to tell.</summary>
    public void AddHint(IkeFault fault) => _hint ??= fault;

    private bool IsSame(IkeFault fault) => _first is { } first && first.Kind == fault.Kind && first.Message == fault.Message;

    private void Note(IkeFault fault, Instant now)
    {
        _isContradicted = _first is not null;
        if (!_isContradicted)
            (_first, _since) = (fault, now);
    }
}
