using System.Diagnostics;

namespace Holdfast.Lab.Tools;

/// <summary>For states that announce themselves by no event.</summary>
public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <exception cref="LabException">The time is up; the message is what was waited for.</exception>
    public static void Until(string what, Func<bool> condition, TimeSpan timeout)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > timeout)
                throw new LabException($"waited {timeout.TotalSeconds} s in vain: {what}");
            Thread.Sleep(Pause);
        }
    }
}
