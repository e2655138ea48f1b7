using static Holdfast.Platform.Interop.Capability;

namespace Holdfast.Platform;

/// <summary>Capabilities (capabilities(7)), a bit for each by its number.</summary>
public readonly record struct CapabilitySet(ulong Bits)
{
    /// <summary>What the tunnel takes: routes, rules, SAs, devices and marks; port 500; echo requests where the system keeps those for this capability.</summary>
    public static CapabilitySet Tunnel => Of(CAP_NET_ADMIN) | Of(CAP_NET_BIND_SERVICE) | Of(CAP_NET_RAW);

    /// <summary>reboot(2).</summary>
    public static CapabilitySet Reboot => Of(CAP_SYS_BOOT);

    /// <summary>mlockall(2) above the limit.</summary>
    public static CapabilitySet LockMemory => Of(CAP_IPC_LOCK);

    /// <summary>Reading below folders of other users.</summary>
    public static CapabilitySet ReadAnything => Of(CAP_DAC_READ_SEARCH);

    /// <summary>What a script takes that starts a server anew, and that server to give itself another user.</summary>
    public static CapabilitySet StartServers => Of(CAP_CHOWN) | Of(CAP_DAC_OVERRIDE) | Of(CAP_FOWNER) | Of(CAP_FSETID)
        | Of(CAP_KILL) | Of(CAP_SETGID) | Of(CAP_SETUID) | Of(CAP_SETPCAP);

    public bool IsEmpty => Bits == 0;

    public static CapabilitySet operator |(CapabilitySet one, CapabilitySet other) => new(one.Bits | other.Bits);

    public CapabilitySet Without(CapabilitySet other) => new(Bits & ~other.Bits);

    public bool Has(int capability) => (Bits >> capability & 1) != 0;

    public bool HasAll(CapabilitySet others) => others.Without(this).IsEmpty;

    /// <summary>For people: such as "NET_BIND_SERVICE, NET_ADMIN and 3 more".</summary>
    public override string ToString()
    {
        string text = "";
        int others = 0;
        for (int i = 0; i < 64; i++)
        {
            if (!Has(i))
                continue;
            string? name = NameOf(i);
            if (name is null)
                others++;
            else
                text += text.Length == 0 ? name : $", {name}";
        }

        return others == 0 ? text.Length == 0 ? "none" : text : text.Length == 0 ? $"{others}" : $"{text} and {others} more";
    }

    private static CapabilitySet Of(int capability) => new(1UL << capability);

    // Of those that may be kept for the agent's own sake.
    private static string? NameOf(int capability) => capability switch
    {
        CAP_NET_BIND_SERVICE => "NET_BIND_SERVICE",
        CAP_NET_ADMIN => "NET_ADMIN",
        CAP_NET_RAW => "NET_RAW",
        CAP_IPC_LOCK => "IPC_LOCK",
        CAP_SYS_BOOT => "SYS_BOOT",
        _ => null,
    };
}
