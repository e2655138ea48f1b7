namespace Holdfast.Supervision;

/// <summary>What this host has of ways to the outside, as far as its kernel knows.</summary>
/// <param name="Generation">Another number whenever an address, link or default route of an uplink is another.</param>
public readonly record struct NetworkView(bool HasIPv4, bool HasIPv6, long Generation)
{
    public bool IsOffline => !HasIPv4 && !HasIPv6;
}
