using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class TruncationTests
{
    public static TheoryData<int> Indices => GoldenMessageTests.Indices;

    [Theory, MemberData(nameof(Indices))]
    public void Message_cut_at_any_length_is_refused(int index)
    {
        var datagram = GoldenMessage.All[index].Datagram;
        for (var length = 0; length < datagram.Length; length++)
        {
            Assert.False(Codec.TryDecodeMessage(datagram.AsSpan(0, length), out _, out var payloads, out var error));
            Assert.Empty(payloads);
            Assert.Equal(length < IkeHeader.Size ? DecodeFault.Truncated : DecodeFault.BadLength, error.Fault);
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Chain_cut_at_any_length_is_refused_even_if_the_header_agrees(int index)
    {
        var golden = GoldenMessage.All[index];
        for (var length = IkeHeader.Size; length < golden.Datagram.Length; length++)
        {
            var cut = golden.Datagram[..length];
            IkeHeader.SetLength(cut);

            Assert.False(Codec.TryDecodeMessage(cut, out var header, out _, out var error), $"cut at {length}");
            Assert.Equal((uint)length, header.Length);
            Assert.InRange(error.Offset, 0, length - IkeHeader.Size);
            Assert.NotEqual(PayloadType.None, error.Payload);
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Each_body_cut_at_any_length_never_throws_and_what_is_accepted_is_stable(int index)
    {
        foreach (var payload in GoldenMessage.All[index].Payloads)
        {
            var body = Codec.EncodeBody(payload);
            for (var length = 0; length < body.Length; length++)
                Stability.Check(payload.Type, Codec.WithHeader(body[..length]));
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Message_with_anything_appended_is_refused(int index)
    {
        for (var extra = 1; extra <= 40; extra++)
        {
            byte[] longer = [.. GoldenMessage.All[index].Datagram, .. new byte[extra]];
            Assert.False(Codec.TryDecodeMessage(longer, out _, out _, out _));

            IkeHeader.SetLength(longer);
            Assert.False(Codec.TryDecodeMessage(longer, out _, out _, out var error));
            Assert.Equal(DecodeFault.TrailingBytes, error.Fault);
        }
    }
}
