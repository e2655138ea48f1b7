namespace Holdfast.Wire;

/// <summary>One payload of an IKE message, RFC 7296 section 3.2. Immutable and equal by content.</summary>
public abstract record Payload
{
    public abstract PayloadType Type { get; }

    /// <summary>The critical flag. Zero for all payloads that RFC 7296 defines; kept as received.</summary>
    public bool Critical { get; init; }

    /// <summary>What the header's next payload field says when this payload is the last.</summary>
    internal virtual PayloadType NextWhenLast => PayloadType.None;

    /// <summary>Writes all that follows the generic payload header.</summary>
    /// <exception cref="ArgumentException">The buffer is too small or a field too long for its length.</exception>
    public abstract void WriteBody(ref WireWriter writer);
}
