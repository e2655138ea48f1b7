using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>The codec as the tests call it: chains and whole messages, to octets and back.</summary>
internal static class Codec
{
    private const int ScratchSize = 70_000;

    [ThreadStatic]
    private static byte[]? _scratch;

    public static byte[] Encode(params IReadOnlyList<Payload> payloads)
    {
        var writer = new WireWriter(_scratch ??= new byte[ScratchSize]);
        PayloadChain.Write(ref writer, payloads);
        return writer.Written.ToArray();
    }

    public static byte[] EncodeMessage(IkeHeader header, IReadOnlyList<Payload> payloads)
    {
        var writer = new WireWriter(_scratch ??= new byte[ScratchSize]);
        header.Write(ref writer);
        PayloadChain.Write(ref writer, payloads);
        IkeHeader.SetLength(writer.Written);
        return writer.Written.ToArray();
    }

    public static bool TryDecodeMessage(
        ReadOnlySpan<byte> datagram, out IkeHeader header, out IReadOnlyList<Payload> payloads, out DecodeError error)
    {
        payloads = [];
        return IkeHeader.TryRead(datagram, out header, out error)
            && PayloadChain.TryDecode(header.NextPayload, datagram[IkeHeader.Size..], out payloads, out error);
    }

    public static IReadOnlyList<Payload> Decode(PayloadType first, byte[] chain)
    {
        Assert.True(PayloadChain.TryDecode(first, chain, out var payloads, out var error), error.ToString());
        Assert.Equal(default, error);
        return payloads;
    }

    public static DecodeError Refuse(PayloadType first, byte[] chain)
    {
        Assert.False(PayloadChain.TryDecode(first, chain, out var payloads, out var error));
        Assert.Empty(payloads);
        Assert.NotEqual(DecodeFault.None, error.Fault);
        Assert.InRange(error.Offset, 0, chain.Length);
        return error;
    }

    /// <summary>Puts a generic payload header before a body: the last payload, not critical.</summary>
    public static byte[] WithHeader(byte[] body) =>
        [0, 0, (byte)((body.Length + 4) >> 8), (byte)(body.Length + 4), .. body];

    public static T DecodeBody<T>(PayloadType type, string body)
        where T : Payload
    {
        var payloads = Decode(type, WithHeader(Hex.Bytes(body)));
        return Assert.IsType<T>(Assert.Single(payloads));
    }

    /// <summary>The error, with its offset counted from the start of the body.</summary>
    public static DecodeError RefuseBody(PayloadType type, string body)
    {
        var error = Refuse(type, WithHeader(Hex.Bytes(body)));
        Assert.Equal(type, error.Payload);
        return error with { Offset = error.Offset - PayloadChain.HeaderSize };
    }

    /// <summary>What <paramref name="payload"/> writes after its header.</summary>
    public static byte[] EncodeBody(Payload payload)
    {
        var writer = new WireWriter(_scratch ??= new byte[ScratchSize]);
        payload.WriteBody(ref writer);
        return writer.Written.ToArray();
    }
}
