using System.Text;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>The last hundred events, also of earlier runs, and how many of each kind there were in this run.</summary>
public sealed class History
{
    public const int Capacity = 100;

    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, long[]> _counts = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    public HistoryEvent? Last => _events.Count == 0 ? null : _events[^1];

    public void Add(HistoryEvent one)
    {
        Keep(one);
        if (!_counts.TryGetValue(one.Connection, out long[]? counts))
            _counts.Add(one.Connection, counts = new long[HistoryWords.Count]);
        counts[(int)one.Kind]++;
    }

    /// <summary>The last one of a connection; null: there is none among those that are kept.</summary>
    public HistoryEvent? LastOf(string connection) => _events.FindLast(one => one.Connection == connection);

    /// <summary>How often since the start, by <see cref="HistoryWords"/>; kinds that never occurred are left out.</summary>
    /// <param name="connection">Empty: the agent as a whole; null: all together.</param>
    public SortedDictionary<string, long> Counts(string? connection)
    {
        SortedDictionary<string, long> sums = [];
        foreach ((string name, long[] counts) in _counts)
        {
            if (connection is not null && name != connection)
                continue;
            for (int kind = 0; kind < counts.Length; kind++)
            {
                if (counts[kind] > 0)
                    sums[HistoryWords.Of((HistoryKind)kind)] = sums.GetValueOrDefault(HistoryWords.Of((HistoryKind)kind)) + counts[kind];
            }
        }

        return sums;
    }

    /// <summary>How the run before ended, where that was not in good order; null: it did, or there was none.</summary>
    /// <param name="now">Of this boot: what happened later than that was in another one.</param>
    public string? LooseEnd(Instant now) => Last is not { } last || last.Kind is HistoryKind.Stopped or HistoryKind.Restart or HistoryKind.Reboot ? null
        : last.At > now ? "the run before ended with the machine"
        : "the run before ended without a word";

    /// <summary>A line an event.</summary>
    public string Encode()
    {
        StringBuilder text = new();
        foreach (HistoryEvent one in _events)
            text.Append(one.Encode()).Append('\n');
        return text.ToString();
    }

    /// <summary>What is whole in a file of an earlier run; lines that are not are left out, and so is a last one without its end.</summary>
    public static History Decode(string text)
    {
        History history = new();
        foreach (string line in text[..(text.LastIndexOf('\n') + 1)].Split('\n'))
        {
            if (HistoryEvent.Decode(line) is { } one)
                history.Keep(one);
        }

        return history;
    }

    private void Keep(HistoryEvent one)
    {
        if (_events.Count == Capacity)
            _events.RemoveAt(0);
        _events.Add(one);
    }
}
