namespace Holdfast.Supervision;

/// <summary>What this host has to reach a gateway with.</summary>
/// <param name="HasIPv4">Some uplink has an address and a way out in that family.</param>
/// <param name="HasIPv6">Likewise.</param>
/// <param name="Generation">Another number whenever an address, link or default route of an uplink is another.</param>
public readonly record struct NetworkView(bool HasIPv4, bool HasIPv6, long Generation)
{
    /// <summary>There is no uplink: nothing that is sent goes anywhere.</summary>
    public bool IsOffline => !HasIPv4 && !HasIPv6;
}
