namespace Holdfast.Wire;

/// <summary>Security protocol identifiers, RFC 7296 section 3.3.1.</summary>
public enum ProtocolId : byte
{
    /// <summary>No protocol: a Notify without SPI.</summary>
    None = 0,
    Ike = 1,
    Ah = 2,
    Esp = 3,
}
