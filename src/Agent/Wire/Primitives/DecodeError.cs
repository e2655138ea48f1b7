namespace Holdfast.Wire;

/// <summary>Why and where decoding stopped.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Offset">Octets from the start of the decoded bytes to the field at fault.</param>
/// <param name="Payload">The payload in which it was found; <see cref="PayloadType.None"/> in the IKE header.</param>
public readonly record struct DecodeError(DecodeFault Fault, int Offset, PayloadType Payload)
{
    public override string ToString() => $"{Fault} at octet {Offset} (payload {Payload})";
}
