using Holdfast.Config;

namespace Holdfast.Host.Reload;

public enum ReloadKind
{
    /// <summary>It goes on as it is.</summary>
    Keep,

    /// <summary>It ends, and begins anew by another configuration.</summary>
    Change,
    Add,
    Remove,
}

/// <summary>What a new configuration asks for of one connection.</summary>
/// <param name="Before">As it runs; null for one that comes.</param>
/// <param name="After">With the number that it is to have on this machine; null for one that goes.</param>
/// <param name="Place">In the new file; -1 for one that goes.</param>
public sealed record ReloadStep(ReloadKind Kind, ConnectionConfig? Before, ConnectionConfig? After, int Place)
{
    public string Name => (After ?? Before)!.Name;

    /// <summary>For people.</summary>
    public string Text => Kind switch
    {
        ReloadKind.Keep => $"{Name}: unchanged",
        ReloadKind.Add => $"{Name}: new, it connects",
        ReloadKind.Remove => $"{Name}: removed",
        _ when Before!.Name != Name => $"{Name}: takes the place of {Before.Name}",
        _ => $"{Name}: changed, it connects anew",
    };
}
