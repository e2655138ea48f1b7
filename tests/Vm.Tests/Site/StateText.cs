using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Site;

/// <summary>One state as `ip xfrm state` shows it.</summary>
public sealed partial class StateText
{
    private readonly string _text;

    private StateText(string text) => _text = text;

    /// <summary>The one that packets from this address leave through.</summary>
    public static StateText Outbound(string states, string source) => new(
        Beginning().Split(states).Single(text => text.StartsWith($"src {source} ", StringComparison.Ordinal)));

    /// <summary>A script that makes it anew, with the next sequence number's low half as said. Nobody who looks in between misses it.</summary>
    public string AddAgainAt(string network, uint sequence)
    {
        var id = $"{Part(@"src \S+ dst \S+")} {Part(@"proto esp spi 0x[0-9a-f]+")}";
        string[] parts =
        [
            id, Part(@"reqid \d+"), "mode tunnel", Part(@"(?:aead|auth-trunc) .*"), Part("enc .*"), Part("if_id .*"),
            Part(@"encap type espinudp sport \d+ dport \d+ addr \S+").Replace("type ", "", StringComparison.Ordinal)
                .Replace("sport ", "", StringComparison.Ordinal).Replace("dport ", "", StringComparison.Ordinal)
                .Replace("addr ", "", StringComparison.Ordinal),
            Part(@"output-mark 0x[0-9a-f]+"), $"replay-window {Math.Max(1, Window)}", Part("flag .*"),
            string.Create(CultureInfo.InvariantCulture, $"replay-oseq 0x{sequence:x}"),
        ];
        return $"ip -n {network} -batch - << END\nxfrm state delete {id}\nxfrm state add {string.Join(' ', parts)}\nEND";
    }

    private int Window => int.Parse(Part(@"(?<=replay_window )\d+"), CultureInfo.InvariantCulture);

    // The names of algorithms have brackets in them.
    private string Part(string pattern) => Regex.Replace(Regex.Match(_text, pattern).Value, @"\S+\(\S+", "'$0'");

    [GeneratedRegex("^(?=src )", RegexOptions.Multiline)]
    private static partial Regex Beginning();
}
