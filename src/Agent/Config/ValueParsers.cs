using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>The values that need no file of their own. Each fits <see cref="TryParse{T}"/>.</summary>
internal static class ValueParsers
{
    private const int MaxInterfaceName = 15;
    private const int MaxName = 32;

    private static readonly (string Name, IpFamily Family)[] Families =
        [("ipv4", IpFamily.IPv4), ("ipv6", IpFamily.IPv6)];

    private static readonly (string Name, bool IsTransport)[] Modes = [("tunnel", false), ("transport", true)];

    // Numbers of the enums, not the enums themselves: one parser for all of them.
    private static readonly (string Name, int Choice)[] DataPaths =
        [("auto", (int)DataPathChoice.Auto), ("kernel", (int)DataPathChoice.Kernel), ("userspace", (int)DataPathChoice.Userspace)];

    private static readonly (string Name, int Choice)[] TcpChoices =
        [("auto", (int)TcpChoice.Auto), ("force", (int)TcpChoice.Force), ("off", (int)TcpChoice.Off)];

    private static readonly (string Name, int Choice)[] XfrmChoices =
        [("auto", (int)XfrmChoice.Auto), ("interface", (int)XfrmChoice.Interface), ("policy", (int)XfrmChoice.Policy)];

    private static readonly (string Name, int Choice)[] ChildlessWords =
        [("auto", (int)ChildlessWord.Auto), ("never", (int)ChildlessWord.Never), ("force", (int)ChildlessWord.Force)];

    private static readonly (string Name, int Choice)[] Offloads =
    [
        ("off", (int)OffloadChoice.Off), ("auto", (int)OffloadChoice.Auto),
        ("crypto", (int)OffloadChoice.Crypto), ("packet", (int)OffloadChoice.Packet),
    ];

    private static readonly (string Name, int Choice)[] LocalNetworks =
        [("allow", (int)LocalNetworkChoice.Allow), ("block", (int)LocalNetworkChoice.Block)];

    private static readonly (string Name, int Choice)[] NameWays =
    [
        ("auto", (int)NameWayChoice.Auto), ("resolved", (int)NameWayChoice.Resolved), ("resolvconf", (int)NameWayChoice.Resolvconf),
        ("dnsmasq", (int)NameWayChoice.Dnsmasq), ("file", (int)NameWayChoice.File),
    ];

    private static readonly (string Name, LogLevel Level)[] Levels =
        [("error", LogLevel.Error), ("warning", LogLevel.Warning), ("info", LogLevel.Info), ("debug", LogLevel.Debug)];

    /// <summary>Names that the kernel's settings and tools give a meaning of their own.</summary>
    private static readonly string[] TakenInterfaceNames = ["lo", "all", "default", ".", ".."];

    public static bool TryGateway(
        string text, [NotNullWhen(true)] out string? gateway, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (IpAddress.TryParse(text, out IpAddress address))
        {
            if (address.IsUnspecified || address.IsMulticast) problem = $"{text} is not the address of one host";
        }
        else if (!HostName.IsValid(text))
        {
            problem = $"{InputText.Quote(text)} is neither an address nor a host name; it takes an IPv4 " +
                $"or IPv6 address, or {HostName.Allowed}, without scheme or port";
        }
        gateway = problem is null ? text : null;
        return problem is null;
    }

    public static bool TrySubnet(string text, out IpPrefix subnet, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (!IpPrefix.TryParse(text, out subnet))
        {
            problem = $"{InputText.Quote(text)} is no network; it takes an address and a prefix length, " +
                "such as \"10.1.0.0/16\" or \"fd00::/8\"";
            return false;
        }
        int slash = text.IndexOf('/');
        bool isWritten = IpAddress.TryParse(text.AsSpan(0, slash < 0 ? text.Length : slash), out IpAddress written);
        if (isWritten && written == subnet.Network) return true;
        problem = $"{InputText.Quote(text)} has bits set after its prefix; did you mean \"{subnet}\"?";
        return false;
    }

    public static bool TryFamily(string text, out IpFamily family, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, Families, out family, out problem);

    public static bool TryLocalNetwork(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, LocalNetworks, out choice, out problem);

    public static bool TryNameWay(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, NameWays, out choice, out problem);

    /// <summary>True for transport mode.</summary>
    public static bool TryMode(string text, out bool isTransport, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, Modes, out isTransport, out problem);

    /// <summary>Of a connection or Child SA.</summary>
    public static bool TryName(
        string text, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        bool isValid = text.Length is > 0 and <= MaxName && text[0] != '-' &&
            text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        name = isValid ? text : null;
        problem = isValid ? null : $"{InputText.Quote(text)} is no name; it takes 1 to {MaxName} letters, digits, " +
            "\"-\", \"_\" or \".\", and does not begin with \"-\"";
        return isValid;
    }

    /// <summary>A kind of gateway, as <see cref="Profiles"/> has them.</summary>
    public static bool TryProfile(
        string text, [NotNullWhen(true)] out string? profile, [NotNullWhen(false)] out string? problem)
    {
        bool isKnown = Profiles.Names.Contains(text);
        profile = isKnown ? text : null;
        problem = isKnown ? null : $"unknown word {InputText.Quote(text)}{InputText.DidYouMean(text, Profiles.Names)}; " +
            $"allowed: {string.Join(", ", Profiles.Names)}";
        return isKnown;
    }

    public static bool TryLevel(string text, out LogLevel level, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, Levels, out level, out problem);

    public static bool TryDataPath(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, DataPaths, out choice, out problem);

    public static bool TryTcp(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, TcpChoices, out choice, out problem);

    public static bool TryXfrm(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, XfrmChoices, out choice, out problem);

    public static bool TryOffload(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, Offloads, out choice, out problem);

    public static bool TryChildless(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        TryWord(text, ChildlessWords, out choice, out problem);

    public static bool TryInterfaceName(
        string text, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        bool isValid = text.Length is > 0 and <= MaxInterfaceName && !TakenInterfaceNames.Contains(text) &&
            text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        name = isValid ? text : null;
        problem = isValid ? null : $"{InputText.Quote(text)} can't name the device; it takes 1 to {MaxInterfaceName} " +
            "letters, digits, \"-\", \"_\" or \".\", and not lo, all, default";
        return isValid;
    }

    /// <summary>Decimal, or hexadecimal after "0x"; not 0.</summary>
    public static bool TryMark(string text, out uint mark, [NotNullWhen(false)] out string? problem)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> digits = isHex ? text.AsSpan(2) : text;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        bool isValid = uint.TryParse(digits, style, CultureInfo.InvariantCulture, out mark) && mark != 0;
        problem = isValid
            ? null
            : $"{InputText.Quote(text)} is no mark; it takes 1 to 4294967295, or \"0x1\" to \"0xffffffff\"";
        return isValid;
    }

    public static string Word(OffloadChoice choice) => Offloads[(int)choice].Name;

    public static string Word(NameWayChoice choice) => NameWays[(int)choice].Name;

    public static bool TryWord<T>(
        string text, (string Name, T Value)[] table, out T value, [NotNullWhen(false)] out string? problem)
        where T : struct
    {
        int row = Array.FindIndex(table, row => row.Name == text);
        value = row < 0 ? default : table[row].Value;
        problem = null;
        if (row >= 0) return true;
        IEnumerable<string> names = table.Select(row => row.Name);
        problem = $"unknown word {InputText.Quote(text)}{InputText.DidYouMean(text, names)}; " +
            $"allowed: {string.Join(", ", names)}";
        return false;
    }
}
