namespace Holdfast.Crypto;

/// <summary>What became of a chain.</summary>
/// <param name="Fault"><see cref="PathFault.None"/> if it is valid.</param>
/// <param name="Subject">Of the certificate that is to blame; empty if none is.</param>
/// <param name="Message">One line for people; empty if it is valid.</param>
/// <param name="Chain">From the leaf to the anchor if it is valid, otherwise as far as it was built.</param>
public sealed record PathResult(PathFault Fault, string Subject, string Message, IReadOnlyList<Certificate> Chain)
{
    public bool IsValid => Fault == PathFault.None;
}
