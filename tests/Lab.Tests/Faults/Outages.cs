namespace Holdfast.Lab.Faults;

/// <summary>How long a tunnel carried nothing, told by the times at which probes came back.</summary>
public static class Outages
{
    /// <summary>The sum of all pauses between answers that are at least so long, all in seconds.</summary>
    /// <param name="answers">When each answer came, in any order.</param>
    /// <param name="from">What was before does not count.</param>
    public static double Sum(IEnumerable<double> answers, double from, double to, double pause)
    {
        double sum = 0, last = from;
        foreach (var at in answers.Where(at => at > from && at < to).Order().Append(to))
        {
            sum += at - last >= pause ? at - last : 0;
            last = at;
        }
        return sum;
    }
}
