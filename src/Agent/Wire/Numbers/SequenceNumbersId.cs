namespace Holdfast.Wire;

/// <summary>Transform type 5, RFC 7296 section 3.3.2.</summary>
public enum SequenceNumbersId : ushort
{
    /// <summary>32-bit sequence numbers.</summary>
    NotExtended = 0,

    /// <summary>64-bit sequence numbers of which the low half is sent (ESN).</summary>
    Extended = 1,
}
