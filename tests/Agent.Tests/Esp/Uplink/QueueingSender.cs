using Holdfast.Esp;

namespace Holdfast.Tests.Esp.Uplink;

/// <summary>What the outbound pump does, without sealing: past the queue while it may, else through it when it is time.</summary>
internal sealed class QueueingSender(UplinkWorld world, long lateness)
{
    private readonly byte[] _memory = new byte[FairQueue.DefaultMemory];
    private readonly byte[] _frame = new byte[FairQueue.LargestPacket];
    private long _wokenAt;

    public FairQueue Queue { get; } = new(0x1234_5678);

    public SendBudget Budget { get; } = new();

    public int WakeUps { get; private set; }

    public long ShortestSleep { get; private set; } = long.MaxValue;

    public long Bypassed { get; private set; }

    public void Offer(byte[] packet)
    {
        if (!Budget.IsHeld && Budget.IsLookDue)
            Budget.Look(world.Link.Queued, world.Instant);
        if (Queue.IsEmpty && Budget.IsOpen)
        {
            Bypassed++;
            HandOver([packet], packet.Length);
            return;
        }

        Queue.TryAdd(_memory, packet, world.Instant);
        Drain();
    }

    private void Drain()
    {
        while (!Budget.IsHeld && Budget.IsOpen)
        {
            List<byte[]> batch = [];
            int length = 0, room = Budget.Room;
            while ((length == 0 || length < room) && Queue.TryTake(_memory, _frame, world.Instant, out int taken))
            {
                batch.Add(_frame[..taken]);
                length += taken;
            }

            if (length == 0)
                break;
            HandOver(batch, length);
        }

        if (Queue.IsEmpty)
            Budget.Release();
        else if (!Budget.IsHeld)
            Sleep();
    }

    private void HandOver(List<byte[]> packets, int length)
    {
        world.Link.HandOver(packets);
        if (Budget.HandOver(length))
            Budget.Settle(world.Link.Queued, world.Instant);
    }

    private void Sleep()
    {
        Budget.Hold(world.Instant);
        long due = Budget.NextLook.Nanoseconds;
        world.After(due - world.Now + world.Dice.NextInt64(lateness + 1), () => Wake(due));
    }

    private void Wake(long due)
    {
        if (Budget.NextLook.Nanoseconds != due)
            return;
        WakeUps++;
        ShortestSleep = Math.Min(ShortestSleep, world.Now - _wokenAt);
        _wokenAt = world.Now;
        Budget.Look(world.Link.Queued, world.Instant);
        Queue.SetLinkRate(Budget.BytesPerSecond);
        Drain();
    }
}
