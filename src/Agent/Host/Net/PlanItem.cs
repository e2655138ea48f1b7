using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// One thing that the machine is to have for the tunnel. Of two items with the same key only one can be there: the later
/// one takes the place of the other.
/// </summary>
public abstract record PlanItem
{
    public abstract object Key { get; }

    public abstract override string ToString();
}

/// <summary>The tunnel's device is up.</summary>
public sealed record LinkUpItem(int Link) : PlanItem
{
    public override object Key => typeof(LinkUpItem);

    public override string ToString() => $"link {Link} up";
}

/// <summary>An inner address.</summary>
public sealed record AddressItem(AddressEntry Address) : PlanItem
{
    public override object Key => Address;

    public override string ToString() => $"address {Address}";
}

/// <summary>A route of the tunnel's table.</summary>
public sealed record RouteItem(RouteEntry Route) : PlanItem
{
    public override object Key => (Route.Destination, Route.Table);

    public override string ToString() => $"route {Route}";
}

/// <summary>A rule that leads to the tunnel's table, or past it.</summary>
public sealed record RuleItem(RuleEntry Rule) : PlanItem
{
    public override object Key => Rule;

    public override string ToString() => $"rule {Rule}";
}

/// <summary>What arrives for an inner address comes out of the tunnel or is dropped.</summary>
/// <param name="Device">The tunnel's; null for one that is made of the kernel's policies alone.</param>
public sealed record FilterItem(string? Device, IReadOnlyList<IpAddress> Addresses) : PlanItem
{
    public override object Key => typeof(FilterItem);

    public bool Equals(FilterItem? other) =>
        other is not null && Device == other.Device && Addresses.SequenceEqual(other.Addresses);

    public override int GetHashCode() => Addresses.Count;

    public override string ToString() => $"filter of {Device ?? "the policies"} for {string.Join(", ", Addresses)}";
}

/// <summary>The tunnel's name servers, the first to be asked first.</summary>
/// <param name="Domains">That they are for; empty: for all names.</param>
/// <param name="HasDevice">The inner addresses are on the tunnel's device.</param>
public sealed record NameServersItem(IReadOnlyList<IpAddress> Servers, IReadOnlyList<string> Domains, bool HasDevice) : PlanItem
{
    /// <summary>In place of them where the system does DNS over TLS.</summary>
    public IReadOnlyList<Names.EncryptedServer> Encrypted { get; init; } = [];

    public override object Key => typeof(NameServersItem);

    public bool Equals(NameServersItem? other) =>
        other is not null && HasDevice == other.HasDevice && Servers.SequenceEqual(other.Servers) && Domains.SequenceEqual(other.Domains)
        && Encrypted.SequenceEqual(other.Encrypted);

    public override int GetHashCode() => Servers.Count;

    public override string ToString() => $"name servers {string.Join(", ", Servers)}{(Encrypted.Count == 0 ? "" : $", by TLS {string.Join(", ", Encrypted)}")}";
}
