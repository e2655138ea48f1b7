using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Negotiation;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>A gateway that is named by a distinguished name (ID_DER_ASN1_DN).</summary>
public sealed class DistinguishedIdentityTests
{
    private const string Gateway = "C=DE, O=Example, CN=gw";

    [Theory]
    [InlineData("C=DE, O=Example, CN=gw")]
    [InlineData("CN=gw, O=Example, C=DE")]
    [InlineData("c=de,o=EXAMPLE,cn=GW")]
    public void It_is_accepted_in_either_order_and_not_asked_for(string wanted)
    {
        using Wires wires = Connect(Gateway, wanted);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.DoesNotContain(wires.Gateway.LastPayloads, p => p is IdPayload { IsInitiator: false });
        Assert.Equal(Gateway, wires.Up!.Details.PeerIdentity);
    }

    [Theory]
    [InlineData("C=DE, O=Example, CN=gw2")]
    [InlineData("CN=gw")]
    [InlineData("O=Example, C=DE, CN=gw")]
    [InlineData("C=DE, O=Example, CN=gw, CN=gw")]
    public void Another_is_refused_in_words(string wanted)
    {
        using Wires wires = Connect(Gateway, wanted);

        Assert.True(wires.RunUntil(() => wires.Down is not null));
        Assert.Equal(FaultKind.PeerNotAuthentic, wires.Down!.Fault.Kind);
        Assert.Contains($"the gateway is \"{Gateway}\", not \"{wanted}\"", wires.Down.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_name_match_nothing_and_are_shown_as_they_are()
    {
        byte[] name = Encode(Gateway);
        IdPayload wanted = Id(name);
        for (int length = 0; length < name.Length; length++)
            Assert.False(Identities.Match(wanted, Id(name[..length])));
        byte[][] others = [[.. name, 0], [0x30, 0], new byte[60_000], [0x30, 0x82, 0xff, 0xff, .. new byte[60_000]]];
        Assert.All(others, other => Assert.False(Identities.Match(wanted, Id(other))));
        Assert.StartsWith("DerAsn1Dn:3040", Identities.Describe(Id([0x30, 0x40, 1])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_bytes_of_another_type_are_another_identity() =>
        Assert.False(Identities.Match(Id(Encode(Gateway)), new IdPayload(false, IdType.KeyId, Encode(Gateway))));

    private static Wires Connect(string gateway, string wanted) => new(
        TestSettings.Create() with { RemoteId = Id(Encode(wanted)) }, new Responder(new SeededRandom(2)) { Id = Id(Encode(gateway)) });

    private static IdPayload Id(byte[] name) => new(false, IdType.DerAsn1Dn, name);

    private static byte[] Encode(string text) => DistinguishedName.TryEncode(text, out byte[]? name, out string? reason) ? name : throw new ArgumentException(reason);
}
