using System.Diagnostics.CodeAnalysis;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// Asks something behind the gateway for an echo (RFC 792, RFC 4443 section 4): an answer shows what no IKE message does, that the
/// tunnel carries packets both ways. An echo that is not answered is repeated soon; several in a row are a tunnel that is dead.
/// </summary>
/// <param name="interval">From one echo to the next while they are answered.</param>
public sealed class InnerProbe(TimeSpan interval)
{
    /// <summary>In a row, until the tunnel is taken for dead.</summary>
    public const int MostUnanswered = 3;

    /// <summary>Echoes that an answer may still come for.</summary>
    private const int Remembered = 8;

    /// <summary>For an answer, where the way is not known to take longer.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(10);

    private readonly Queue<ProbeAction> _actions = new();
    private readonly Instant[] _sentAt = new Instant[Remembered];
    private TimeSpan _patience = LeastPatience;
    private ushort _sequence;
    private int _unanswered;
    private bool _isWaiting;

    /// <summary>Null: not known yet.</summary>
    public bool? IsAlive { get; private set; }

    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>A session stands: nothing is known of it.</summary>
    public void Start(Instant now)
    {
        Stop();
        Array.Fill(_sentAt, Instant.Never);
        Send(now);
    }

    public void Stop()
    {
        (IsAlive, NextDeadline, _unanswered) = (null, Instant.Never, 0);
        _actions.Clear();
    }

    /// <summary>Answers to what was not asked, asked too long ago, or answered already, count for nothing.</summary>
    public void HandleReply(ushort sequence, Instant now)
    {
        bool isOurs = NextDeadline != Instant.Never && (ushort)(_sequence - sequence) < Remembered;
        Instant sentAt = isOurs ? _sentAt[sequence % Remembered] : Instant.Never;
        if (sentAt == Instant.Never || now - sentAt > MostPatience)
            return;
        _sentAt[sequence % Remembered] = Instant.Never;
        TimeSpan patience = Instant.Longer((now - sentAt) * 2, _patience * 0.75);
        _patience = patience < LeastPatience ? LeastPatience : patience > MostPatience ? MostPatience : patience;
        _unanswered = 0;
        if (sequence == _sequence)
            (_isWaiting, NextDeadline) = (false, sentAt + interval);
        Judge(true);
    }

    public void HandleTimeout(Instant now)
    {
        if (now < NextDeadline)
            return;
        if (_isWaiting && ++_unanswered >= MostUnanswered)
        {
            (_unanswered, _isWaiting) = (MostUnanswered, false);
            NextDeadline = now + interval;
            Judge(false);
        }
        else
        {
            Send(now);
        }
    }

    public bool TryDequeue([NotNullWhen(true)] out ProbeAction? action) => _actions.TryDequeue(out action);

    private void Send(Instant now)
    {
        _sentAt[++_sequence % Remembered] = now;
        _isWaiting = true;
        NextDeadline = now + _patience;
        _actions.Enqueue(new SendEcho(_sequence));
    }

    /// <summary>That the tunnel is dead is said again and again: what was done about it has not helped.</summary>
    private void Judge(bool isAlive)
    {
        if (IsAlive != isAlive || !isAlive)
            _actions.Enqueue(new ProbeVerdict(isAlive));
        IsAlive = isAlive;
    }
}
