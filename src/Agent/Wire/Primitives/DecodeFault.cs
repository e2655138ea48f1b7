namespace Holdfast.Wire;

/// <summary>What is wrong with received bytes.</summary>
public enum DecodeFault
{
    /// <summary>No fault: the value of a default <see cref="DecodeError"/>.</summary>
    None,

    /// <summary>The bytes end before a field, or before the length that a field announces.</summary>
    Truncated,

    /// <summary>Bytes are left over after the last field.</summary>
    TrailingBytes,

    /// <summary>A length is below its own header, or not what its context allows.</summary>
    BadLength,

    /// <summary>A count does not match what is there, or is zero where one is the least.</summary>
    BadCount,

    /// <summary>A field has a value that its RFC forbids.</summary>
    BadValue,

    /// <summary>A "last substructure" marker disagrees with the position of the substructure.</summary>
    BadSubstructure,

    /// <summary>More elements than <see cref="WireLimits"/> allows.</summary>
    TooMany,
}
