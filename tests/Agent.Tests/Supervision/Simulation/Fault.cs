namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>What a site suffers.</summary>
internal enum Fault
{
    /// <summary>Nothing: it begins.</summary>
    Start,
    LinkDrop,

    /// <summary>Many short drops, one after the other.</summary>
    Flapping,
    AddressChange,

    /// <summary>The NAT gives another port or address.</summary>
    NatRebinding,
    GatewayCrash,

    /// <summary>It is away for some seconds and knows its sessions after that.</summary>
    GatewayPause,

    /// <summary>It sends Deletes and begins anew.</summary>
    GatewayRestart,
    BlackholeOut,
    BlackholeIn,
    Blackhole,

    /// <summary>IPv6 alone leads nowhere.</summary>
    NoIPv6,
    Names,

    /// <summary>The clock jumps, as nothing ran for a while.</summary>
    Suspend,

    /// <summary>Another one came before the site was back.</summary>
    Several,
}
