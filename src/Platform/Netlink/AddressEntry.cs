namespace Holdfast.Platform;

/// <summary>An address of an interface.</summary>
/// <param name="Link">The interface's index.</param>
/// <param name="Prefix">The address itself, with the length of the network it is in.</param>
public readonly record struct AddressEntry(int Link, IpPrefix Prefix)
{
    /// <summary>The kernel still looks whether someone else has it, or found so: it can't be sent from.</summary>
    public bool IsTentative { get; init; }

    public override string ToString() => $"{Prefix} on link {Link}";
}
