namespace Holdfast.Supervision;

/// <summary>What an <see cref="InnerProbe"/> asks of its owner.</summary>
public abstract record ProbeAction;

/// <summary>Send an echo request with this sequence number through the tunnel, to each address that is probed.</summary>
public sealed record SendEcho(ushort Sequence) : ProbeAction;

/// <summary>The tunnel carries packets both ways, or does not; said when it was not known or was otherwise before.</summary>
public sealed record ProbeVerdict(bool IsAlive) : ProbeAction;
