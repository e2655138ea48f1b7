namespace Holdfast.Platform;

/// <summary>An address of an interface.</summary>
/// <param name="Link">The interface's index.</param>
/// <param name="Prefix">The address itself, with the length of the network it is in.</param>
public readonly record struct AddressEntry(int Link, IpPrefix Prefix)
{
    public override string ToString() => $"{Prefix} on link {Link}";
}
