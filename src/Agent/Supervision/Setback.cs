namespace Holdfast.Supervision;

/// <summary>Why an attempt failed or a session was lost, as far as it decides when to try again.</summary>
public enum SetbackKind
{
    /// <summary>What stood in the way is out of it.</summary>
    Again,

    /// <summary>The kernel has no way to the address.</summary>
    NoRoute,

    /// <summary>Nothing answers.</summary>
    Silent,

    /// <summary>The gateway ended what stood.</summary>
    Closed,

    /// <summary>The gateway's name does not resolve.</summary>
    NoName,

    /// <summary>Who we are, or who it is, was not accepted.</summary>
    Authentication,

    /// <summary>The gateway has no address left for us (RFC 7296 section 3.15.4).</summary>
    NoAddress,

    /// <summary>It and we do not agree: proposals, selectors, what is demanded.</summary>
    Refused,

    /// <summary>This machine refused what a tunnel needs.</summary>
    Machine,
}

/// <param name="Text">For people: what, where, what to do.</param>
public sealed record Setback(SetbackKind Kind, string Text)
{
    /// <summary>Only somebody's hand mends it, at this end or the other: there is no use in trying every few seconds.</summary>
    public bool IsRefusal => Kind is SetbackKind.Authentication or SetbackKind.NoAddress or SetbackKind.Refused or SetbackKind.Machine;
}
