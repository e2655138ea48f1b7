namespace Holdfast.Tests;

/// <summary>Tells what an action allocates each time.</summary>
internal static class Allocations
{
    private const int WarmUp = 50, Measured = 200, Rounds = 5;

    /// <summary>
    /// Bytes of the round with the least: the run-time itself allocates now and then on whatever thread is there, when it compiles a
    /// method anew.
    /// </summary>
    public static long By(Action action)
    {
        for (int i = 0; i < WarmUp; i++) action();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Measured; i++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
