using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>What the supervisor asks of its owner, to be carried out in the order of <c>TryDequeue</c>.</summary>
public abstract record SupervisorAction;

/// <summary>Find the addresses of a gateway's name; <c>HandleNames</c> or <c>HandleNoNames</c> follows.</summary>
/// <param name="Gateway">Its place in the list.</param>
public sealed record ResolveGateway(int Gateway) : SupervisorAction;

/// <summary>Begin a session; <c>HandleConnected</c> or <c>HandleFailed</c> follows, and <c>HandleAnswered</c> may come before.</summary>
/// <param name="IsBeside">A session of the connection stands: the gateway is not to drop it.</param>
public sealed record BeginAttempt(long Attempt, Candidate Candidate, bool IsBeside) : SupervisorAction;

/// <summary>Forget an attempt, without another word of it.</summary>
public sealed record CancelAttempt(long Attempt) : SupervisorAction;

/// <summary>Take another way to the gateway for the session that stands, where there is one (RFC 4555).</summary>
public sealed record TryAnotherWay : SupervisorAction;

/// <summary>Take the session that stands to TCP (RFC 9329), where it can be moved: UDP is of no use.</summary>
public sealed record TryTcp(string Why) : SupervisorAction;

/// <summary>New Child SAs in place of those that stand.</summary>
public sealed record RenewChildren(string Why) : SupervisorAction;

/// <summary>Attempts from now on use other sockets, with other ports.</summary>
public sealed record RenewSockets(string Why) : SupervisorAction;

/// <summary>Attempts go on, but nobody has answered for a while; told again now and then.</summary>
public sealed record NobodyAnswers : SupervisorAction;

/// <summary>No gateway would have us, this time.</summary>
/// <param name="Setback">Of the most that was reached.</param>
/// <param name="NextTry">When all begins anew, if nothing happens before.</param>
public sealed record RoundFailed(Setback Setback, Instant NextTry) : SupervisorAction;

/// <summary>A new session beside the one that stands came to nothing; that one stays.</summary>
/// <param name="NextTry"><see cref="Instant.Never"/>: none is worth it any more.</param>
public sealed record ReplacementFailed(Setback Setback, Instant NextTry) : SupervisorAction;

/// <summary>Nothing else has helped: begin again as a new process.</summary>
public sealed record RestartProcess(string Why) : SupervisorAction;

/// <summary>Not even that has helped. The owner sees to it that it may be, and how often.</summary>
/// <param name="Since">When there was a session last.</param>
public sealed record RebootBoard(string Why, Instant Since) : SupervisorAction;

/// <summary>Something that the history is to know.</summary>
public sealed record Report(HistoryKind What, string Cause) : SupervisorAction;

/// <summary>A way to a gateway that an attempt takes.</summary>
/// <param name="Gateway">Its place in the list.</param>
/// <param name="ByNatPort">From the first packet to the port of NAT traversal, for networks that stop the other one.</param>
/// <param name="TcpPort">By TCP, to this port (RFC 9329); 0: by UDP.</param>
public readonly record struct Candidate(int Gateway, IpAddress Address, bool ByNatPort, ushort TcpPort = 0)
{
    /// <summary>Another address of this gateway, or of one in its name, sent us there (RFC 5685).</summary>
    public IpAddress? RedirectedFrom { get; init; }
}
