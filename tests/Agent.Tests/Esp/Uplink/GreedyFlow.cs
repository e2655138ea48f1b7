namespace Holdfast.Tests.Esp.Uplink;

/// <summary>
/// Has always more to send: additive increase, multiplicative decrease (RFC 5681, without retransmission), a loss or a mark
/// noticed a round trip later.
/// </summary>
internal sealed class GreedyFlow(UplinkWorld world, int index, long roundTrip, bool isEct) : IUplinkFlow
{
    private const int Length = 1_400;
    private const double LargestWindow = 4_000;

    private double _window = 10;
    private double _threshold = LargestWindow;
    private int _sent;
    private int _acknowledged;
    private int _arrived;
    private int _recoverAt;
    private long _lastProgress;

    public long DeliveredBytes { get; private set; }

    public int Marks { get; private set; }

    public bool IsStopped { get; set; }

    public void Start()
    {
        _lastProgress = world.Now;
        world.After(UplinkWorld.Second, HandleTimer);
        Fill();
    }

    public void HandleDelivery(int number, int length, bool isMarked)
    {
        DeliveredBytes += length;
        Marks += isMarked ? 1 : 0;
        bool isBehindLoss = number > _arrived + 1;
        _arrived = number;
        world.After(roundTrip, () => HandleAck(number, isBehindLoss || isMarked));
    }

    private void HandleAck(int number, bool isCongested)
    {
        _acknowledged = number;
        _lastProgress = world.Now;
        if (isCongested && number > _recoverAt)
        {
            _recoverAt = _sent;
            _threshold = Math.Max(2, _window / 2);
            _window = _threshold;
        }
        else if (!isCongested)
        {
            _window = Math.Min(LargestWindow, _window + (_window < _threshold ? 1 : 1 / _window));
        }

        Fill();
    }

    private void Fill()
    {
        while (!IsStopped && _sent - _acknowledged < _window)
            world.Send(index, ++_sent, Length, isEct);
    }

    private void HandleTimer()
    {
        if (world.Now - _lastProgress >= UplinkWorld.Second)
        {
            (_acknowledged, _window, _lastProgress) = (_sent, 2, world.Now);
            Fill();
        }

        world.After(UplinkWorld.Second / 4, HandleTimer);
    }
}
