namespace Holdfast.Platform;

/// <summary>
/// A routing rule (ip-rule(8)) that looks into a table or says no, equal to another when all of it is. Not represented:
/// selectors by source, interface, port or user.
/// </summary>
/// <param name="Priority">Lower comes first.</param>
/// <param name="Table">The table looked into; 0 for a rule with another action.</param>
public readonly record struct RuleEntry(bool IsIPv6, uint Priority, uint Table)
{
    /// <summary>Drops what it matches and says so (network unreachable), instead of looking into a table.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Matches packets to this network; null: to all.</summary>
    public IpPrefix? Destination { get; init; }

    /// <summary>Matches packets whose mark under Mask is this; with Mask 0 marks do not matter.</summary>
    public uint Mark { get; init; }

    public uint Mask { get; init; }

    /// <summary>Matches what would not match ("not").</summary>
    public bool Invert { get; init; }

    /// <summary>Routes found with a prefix of this length or shorter do not count; -1: all count.</summary>
    public int SuppressPrefixLength { get; init; } = -1;

    /// <summary>Who made it (RTPROT_*).</summary>
    public byte Protocol { get; init; }

    public override string ToString()
    {
        string to = Destination is { } network ? $" to {network}" : "";
        string match = Mask == 0 ? "" : $"{(Invert ? " not" : "")} fwmark 0x{Mark:x}/0x{Mask:x}";
        string suppress = SuppressPrefixLength < 0 ? "" : $" suppress_prefixlength {SuppressPrefixLength}";
        return $"{(IsIPv6 ? "-6 " : "")}{Priority}:{to}{match} {(IsUnreachable ? "unreachable" : $"table {Table}")}{suppress}";
    }
}
