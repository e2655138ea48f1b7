using Holdfast.Wire;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>A gateway, which may be able to serve so many handshakes a second only.</summary>
/// <param name="perSecond">0: any number.</param>
internal sealed class Gateway(Timeline time, int index, bool hasIPv6, int perSecond = 0)
{
    private const int MostHalfOpen = 1000;
    private static readonly TimeSpan HalfOpenLife = TimeSpan.FromSeconds(30);

    private readonly HashSet<object> _halfOpen = [];
    private Holdfast.Time.Instant _freeAt;

    /// <summary>Faults that keep it down at the moment.</summary>
    public int Downs { get; set; }

    /// <summary>Another number when it has lost its memory.</summary>
    public int Epoch { get; private set; }

    public bool HasMobike { get; init; } = true;

    public bool IsUp => Downs == 0;

    public IReadOnlyList<IpAddress> Addresses { get; } = hasIPv6
        ? [IpAddress.FromIPv6(((UInt128)0x20010DB8 << 96) + (UInt128)(index + 1)), IpAddress.FromIPv4(0xC6336401u + (uint)index)]
        : [IpAddress.FromIPv4(0xC6336401u + (uint)index)];

    public FleetCounter? Counter { get; init; }

    public void LoseMemory()
    {
        Epoch++;
        _halfOpen.Clear();
        _freeAt = time.Now;
    }

    /// <summary>IKE_SA_INIT is there. Each handshake is counted with its first message that arrives, and costs all that it costs then.</summary>
    public void ReceiveInit(object attempt, Action answer)
    {
        if (!IsUp)
            return;
        Counter?.NoteArrival(time.Now, attempt);
        if (perSecond == 0)
        {
            answer();
            return;
        }

        if (_halfOpen.Count >= MostHalfOpen && !_halfOpen.Contains(attempt))
        {
            Counter?.NoteDrop();
            return;
        }

        if (_halfOpen.Add(attempt))
            Serve(attempt, answer);
    }

    public void Finish(object attempt) => _halfOpen.Remove(attempt);

    private void Serve(object attempt, Action answer)
    {
        int epoch = Epoch;
        _freeAt = (_freeAt > time.Now ? _freeAt : time.Now) + (TimeSpan.FromSeconds(1) / perSecond);
        time.At(_freeAt, () =>
        {
            if (Epoch == epoch && IsUp)
                answer();
        });
        time.After(HalfOpenLife, () => _halfOpen.Remove(attempt));
    }
}
