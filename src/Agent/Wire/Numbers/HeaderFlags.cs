namespace Holdfast.Wire;

/// <summary>Flags of the IKE header, RFC 7296 section 3.1. The other bits are reserved.</summary>
[Flags]
public enum HeaderFlags : byte
{
    None = 0,

    /// <summary>The sender is the original initiator of the IKE SA.</summary>
    Initiator = 0x08,

    /// <summary>The sender speaks a higher major version; never set by us, ignored on receipt.</summary>
    Version = 0x10,

    /// <summary>A response to the request with the same message ID.</summary>
    Response = 0x20,
}
