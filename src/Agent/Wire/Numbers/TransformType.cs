namespace Holdfast.Wire;

/// <summary>Transform types, RFC 7296 section 3.3.2; additional key exchanges from RFC 9370.</summary>
public enum TransformType : byte
{
    Encryption = 1,
    Prf = 2,
    Integrity = 3,
    KeyExchange = 4,

    /// <summary>"Extended Sequence Numbers" in RFC 7296.</summary>
    SequenceNumbers = 5,
    AdditionalKeyExchange1 = 6,
    AdditionalKeyExchange2 = 7,
    AdditionalKeyExchange3 = 8,
    AdditionalKeyExchange4 = 9,
    AdditionalKeyExchange5 = 10,
    AdditionalKeyExchange6 = 11,
    AdditionalKeyExchange7 = 12,
}
