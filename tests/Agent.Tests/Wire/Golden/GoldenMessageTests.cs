using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class GoldenMessageTests
{
    public static TheoryData<int> Indices => [.. Enumerable.Range(0, GoldenMessage.All.Count)];

    [Theory, MemberData(nameof(Indices))]
    public void Header_says_what_the_RFC_says(int index)
    {
        var golden = GoldenMessage.All[index];

        Assert.Equal(golden.Header.Length, (uint)golden.Datagram.Length);
        Assert.True(IkeHeader.TryRead(golden.Datagram, out var header, out var error), error.ToString());
        Assert.Equal(golden.Header, header);
    }

    [Theory, MemberData(nameof(Indices))]
    public void Payloads_mean_what_the_RFC_says(int index)
    {
        var golden = GoldenMessage.All[index];

        var payloads = Codec.Decode(golden.Header.NextPayload, golden.Datagram[IkeHeader.Size..]);

        Assert.Equal(golden.Payloads, payloads);
    }

    [Theory, MemberData(nameof(Indices))]
    public void Values_encode_to_the_octets_of_the_RFC(int index)
    {
        var golden = GoldenMessage.All[index];

        var encoded = Codec.EncodeMessage(golden.Header with { Length = 0 }, golden.Payloads);

        Assert.Equal(Convert.ToHexString(golden.Datagram), Convert.ToHexString(encoded));
    }

    [Fact]
    public void Together_they_hold_every_payload_type()
    {
        var seen = GoldenMessage.All.SelectMany(golden => golden.Payloads).Select(payload => payload.Type).ToHashSet();

        foreach (var type in Enum.GetValues<PayloadType>())
            Assert.True(type == PayloadType.None || seen.Contains(type), $"No golden message has {type}.");
    }
}
