using System.Globalization;

namespace Holdfast.Lab.Tools;

/// <summary>What became of numbered datagrams in one direction.</summary>
/// <param name="LongestOutage">Datagrams lost in a row at most.</param>
/// <param name="Outages">Numbers of such rows.</param>
/// <param name="FirstLost">When the first one that was lost was sent (UTC, as the gateway's log has it).</param>
public sealed record FlowReport(
    int Sent, int Received, int Lost, int Duplicated, int Reordered, int LongestOutage, int Outages,
    DateTime? FirstLost)
{
    /// <param name="arrivals">How often each number arrived.</param>
    /// <param name="departures">When it was sent.</param>
    public static FlowReport Of(ReadOnlySpan<byte> arrivals, IReadOnlyList<DateTime> departures, int reordered)
    {
        int received = 0, duplicated = 0, run = 0, longest = 0, outages = 0;
        DateTime? first = null;
        for (var number = 0; number < arrivals.Length; number++)
        {
            received += arrivals[number] > 0 ? 1 : 0;
            duplicated += Math.Max(0, arrivals[number] - 1);
            run = arrivals[number] > 0 ? 0 : run + 1;
            outages += run == 1 ? 1 : 0;
            longest = Math.Max(longest, run);
            if (run == 1)
                first ??= departures[number];
        }
        return new FlowReport(
            arrivals.Length, received, arrivals.Length - received, duplicated, reordered, longest, outages, first);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sent} sent, {Lost} lost{Where}, {Duplicated} duplicated, {Reordered} out of order");

    private string Where => FirstLost is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" (in {Outages} outages, {LongestOutage} in a row at most, the first at {FirstLost:HH:mm:ss.fff})");
}

/// <summary>Both directions of a <see cref="Traffic"/>.</summary>
/// <param name="Up">From the site.</param>
/// <param name="Down">To the site.</param>
/// <param name="UnreadByGateway">
/// Datagrams that the kernel threw away at the gateway because its daemon had no time to read them.
/// </param>
public sealed record TrafficReport(FlowReport Up, FlowReport Down, int UnreadByGateway)
{
    /// <summary>What neither the network nor the gateway has lost.</summary>
    public int Lost => Math.Max(0, Up.Lost + Down.Lost - UnreadByGateway);

    public override string ToString() => $"up: {Up}; down: {Down}; unread by the gateway: {UnreadByGateway}";
}
