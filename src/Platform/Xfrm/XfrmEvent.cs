using System.Net;

namespace Holdfast.Platform;

/// <summary>What the kernel tells on its own of states and policies, of everybody's: each names its own.</summary>
public abstract record XfrmEvent;

/// <summary>A limit was reached. Hard: the kernel has deleted the state.</summary>
public sealed record XfrmExpired(XfrmStateId Id, uint RequestId, uint IfId, bool IsHard) : XfrmEvent;

/// <summary>A packet wants a state that is not there.</summary>
/// <param name="Packet">The flow that the packet belongs to.</param>
public sealed record XfrmAcquire(
    XfrmSelector Packet, IPAddress Source, IPAddress Destination, XfrmPolicyId Policy, uint RequestId) : XfrmEvent;

/// <summary>An authentic packet of a state came from another address or port than the state has.</summary>
public sealed record XfrmMapping(
    XfrmStateId Id, uint RequestId, IPAddress OldSource, ushort OldPort, IPAddress NewSource, ushort NewPort) : XfrmEvent;

/// <summary>Someone moved a policy's states to other addresses.</summary>
public sealed record XfrmMigrated(XfrmPolicyId Policy, XfrmMove Move) : XfrmEvent;

/// <summary>The queue ran over: some events were lost.</summary>
public sealed record XfrmOverrun : XfrmEvent;
