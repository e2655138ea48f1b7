using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Handshakes;

/// <summary>A login as the gateway's log has it: the first message that came to the last that went.</summary>
/// <param name="Messages">Of IKE, both ways, each counted once however many fragments it has.</param>
/// <param name="Bytes">Of the datagrams, without IP and UDP headers.</param>
/// <param name="Milliseconds">At the gateway.</param>
public sealed partial record Handshake(int Messages, int Datagrams, int Bytes, double Milliseconds)
{
    public static Handshake Of(IReadOnlyList<string> log)
    {
        List<Match> datagrams = [.. log.Select(line => Datagram().Match(line)).Where(match => match.Success)];
        if (datagrams.Count == 0)
            throw new LabException("the gateway's log shows no datagram");
        return new Handshake(
            log.Count(line => Parsed().IsMatch(line)),
            datagrams.Count,
            datagrams.Sum(match => int.Parse(match.Groups["bytes"].Value, CultureInfo.InvariantCulture)),
            (Time(datagrams[^1]) - Time(datagrams[0])).TotalMilliseconds);
    }

    private static TimeSpan Time(Match line) => TimeSpan.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<time>\S+) .*\[NET\] (received|sending) packet: .* \((?<bytes>\d+) bytes\)")]
    private static partial Regex Datagram();

    [GeneratedRegex(@"\[ENC\] (parsed|generating) \w+ (request|response) \d+ \[ (?!EF\()")]
    private static partial Regex Parsed();
}
