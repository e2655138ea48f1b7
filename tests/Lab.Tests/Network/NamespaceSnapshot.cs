using System.Text.RegularExpressions;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>Devices, addresses, routes of all tables, rules, and packet filters, in a form that can be compared.</summary>
public static partial class NamespaceSnapshot
{
    private static readonly string[] Questions =
    [
        "link show", "addr show",
        "-4 route show table all", "-6 route show table all",
        "-4 rule show", "-6 rule show",
    ];

    public static string Take(NetworkNamespace network) =>
        string.Join('\n', Questions.SelectMany(question => Ask(network, question)).Append(network.Check("nft", "list", "ruleset")));

    private static IEnumerable<string> Ask(NetworkNamespace network, string question)
    {
        var output = Command.Check(["ip", "-oneline", "-netns", network.Name, .. question.Split(' ')]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => $"ip {question}: {Passing().Replace(line, "").TrimEnd()}")
            .Order(StringComparer.Ordinal);
    }

    // What changes with time and not by anybody's doing: remaining lifetimes and the kernel's own numbers.
    [GeneratedRegex(@"\s+(expires \d+sec|(valid_lft|preferred_lft) \S+)|\s*\\")]
    private static partial Regex Passing();
}
