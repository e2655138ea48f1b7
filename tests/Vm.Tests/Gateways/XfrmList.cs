using System.Text.RegularExpressions;

namespace Holdfast.Vm.Gateways;

/// <summary>Reads what `ip xfrm` prints.</summary>
public static partial class XfrmList
{
    /// <summary>Of all states, in the kernel's order.</summary>
    public static IReadOnlyList<string> Spis(string states) => [.. Spi().Matches(states).Select(one => one.Groups[1].Value)];

    [GeneratedRegex(@"proto esp spi (0x[0-9a-f]{8})")]
    private static partial Regex Spi();
}
