using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// What an IKE_AUTH response came to: the next request, a claim to be checked by the owner first, the end of a round, a proven
/// gateway, or a fault that the sender is told or not.
/// </summary>
public readonly record struct LoginStep
{
    public IReadOnlyList<Payload>? Request { get; private init; }

    public GatewayClaim? Claim { get; private init; }

    /// <summary>What had to be proved is proved; what follows is for the one who knows all the rounds.</summary>
    public bool IsPassed { get; private init; }

    public AuthOutcome? Outcome { get; private init; }

    public IkeFault? Fault { get; private init; }

    /// <summary>The sender believes the IKE SA to stand, or waits for more (RFC 7296 section 2.21.2), and is told of the fault.</summary>
    public bool IsTold { get; private init; }

    public static LoginStep Passed => new() { IsPassed = true };

    public static LoginStep Send(params IReadOnlyList<Payload> request) => new() { Request = request };

    public static LoginStep Ask(GatewayClaim claim) => new() { Claim = claim };

    public static LoginStep Proven(AuthOutcome outcome) => new() { Outcome = outcome };

    /// <summary>The sender refused, so nothing stands there and nothing has to be said.</summary>
    public static LoginStep Refused(IkeFault fault) => new() { Fault = fault };

    public static LoginStep Rejected(IkeFault fault) => new() { Fault = fault, IsTold = true };

    /// <summary>Without what has to be there a response is a refusal, if it has an error in it, or wrong.</summary>
    public static LoginStep Lacks(IReadOnlyList<Payload> payloads, string what) => Refused(
        payloads.FindError() is { } error ? NotifyFaults.From(error) : IkeFault.Violation($"IKE_AUTH without {what}"));
}
