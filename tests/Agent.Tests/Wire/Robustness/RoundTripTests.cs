using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class RoundTripTests
{
    private const int Rounds = 10_000;

    [Fact]
    public void Random_payloads_come_back_as_they_went()
    {
        var random = new RandomPayloads(seed: 1);
        var seen = new HashSet<PayloadType>();
        for (var round = 0; round < Rounds; round++)
        {
            var payload = random.Next();
            var encoded = Codec.Encode(payload);

            var decoded = Assert.Single(Codec.Decode(payload.Type, encoded));

            Assert.Equal(payload, decoded);
            Assert.Equal(payload.GetHashCode(), decoded.GetHashCode());
            Assert.Equal(encoded, Codec.Encode(decoded));
            seen.Add(payload.Type);
        }

        Assert.All(
            Enum.GetValues<PayloadType>().Where(type => type != PayloadType.None),
            type => Assert.Contains(type, seen));
    }

    [Fact]
    public void Random_messages_come_back_as_they_went()
    {
        var random = new RandomPayloads(seed: 2);
        for (var round = 0; round < Rounds; round++)
        {
            var payloads = random.Message();
            var length = IkeHeader.Size + Codec.Encode(payloads).Length;
            var header = random.Header(payloads, length);

            var datagram = Codec.EncodeMessage(header with { Length = 0 }, payloads);

            Assert.Equal(length, datagram.Length);
            Assert.True(Codec.TryDecodeMessage(datagram, out var headerAgain, out var payloadsAgain, out var error));
            Assert.Equal(default, error);
            Assert.Equal(header, headerAgain);
            Assert.Equal(payloads, payloadsAgain);
        }
    }
}
