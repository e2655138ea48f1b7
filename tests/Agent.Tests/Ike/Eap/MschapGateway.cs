using System.Buffers.Binary;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>The gateway's side of EAP-MSCHAPv2 behind an identity request.</summary>
internal sealed class MschapGateway(string password = EapLab.Password)
{
    private static readonly byte[] Challenge = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    /// <summary>What the login proved; null until then.</summary>
    public byte[]? Msk { get; private set; }

    /// <summary>The text of the success request; a test bends it.</summary>
    public Func<string, string> BendSuccess { get; init; } = text => text;

    public static byte[] First => EapScript.Request(1, EapType.Identity);

    public byte[]? Answer(EapPayload packet)
    {
        if (packet.Method == (byte)EapType.Identity)
            return Message(2, 1, [16, .. Challenge, .. "gateway"u8]);
        ReadOnlySpan<byte> data = packet.MethodData.Span;
        return packet.Method != (byte)EapType.MschapV2 ? null : data[0] switch
        {
            2 => Check(data[4..]),
            3 => EapScript.Success(4),
            _ => EapScript.Failure(5),
        };
    }

    /// <summary>A request with the MS-CHAPv2 header before the body.</summary>
    public static byte[] Message(byte identifier, byte opcode, ReadOnlySpan<byte> body)
    {
        byte[] data = [opcode, identifier, 0, 0, .. body];
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), (ushort)data.Length);
        return EapScript.Request(identifier, EapType.MschapV2, data);
    }

    private byte[] Check(ReadOnlySpan<byte> value)
    {
        string name = Encoding.UTF8.GetString(value[50..]);
        using MschapProof proof = new(
            Challenge, value.Slice(1, 16), Encoding.UTF8.GetBytes(name.Split('\\')[^1]), Encoding.UTF8.GetBytes(password));
        if (!value.Slice(25, 24).SequenceEqual(proof.Response))
            return Message(3, 4, "E=691 R=1 C=00112233445566778899AABBCCDDEEFF V=3 M=no"u8);
        string text = BendSuccess($"{proof.AuthenticatorText} M=welcome");
        using SecretBytes msk = proof.MakeMsk();
        Msk = msk.Span.ToArray();
        return Message(3, 3, Encoding.ASCII.GetBytes(text));
    }
}
