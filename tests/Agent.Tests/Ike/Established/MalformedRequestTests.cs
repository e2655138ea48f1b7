using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>Authentic requests of the gateway that make no sense: none throws, and what stands stays or ends as RFC 7296 says.</summary>
public sealed class MalformedRequestTests : IDisposable
{
    private readonly Wires _wires = Wires.Connected(new Responder(new SeededRandom(2)));

    public void Dispose() => _wires.Dispose();

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0, 0)]
    [InlineData(2, 4)]
    [InlineData(4, 4)]
    [InlineData(4, 0)]
    [InlineData(255, 4)]
    [InlineData(255, 0)]
    public void A_delete_for_a_protocol_that_we_do_not_have_deletes_nothing(byte protocol, byte spiSize)
    {
        Ask(ExchangeType.Informational, Delete(protocol, spiSize, spiSize == 0 ? (ushort)0 : (ushort)1, Spi()[..spiSize]));

        Assert.Empty(Answer());
        Assert.Empty(_wires.Actions.OfType<RemoveChild>());
        Assert.Null(_wires.Down);
    }

    [Theory]
    [InlineData(1, 4, 1, 4)]
    [InlineData(1, 8, 1, 8)]
    [InlineData(1, 0, 1, 0)]
    [InlineData(3, 0, 1, 0)]
    [InlineData(3, 8, 1, 8)]
    [InlineData(3, 3, 1, 3)]
    [InlineData(3, 4, 2, 4)]
    [InlineData(3, 4, 0xFFFF, 4)]
    [InlineData(3, 4, 0, 4)]
    [InlineData(255, 1, 1, 1)]
    public void A_delete_whose_sizes_do_not_fit_is_invalid_syntax_and_the_end(byte protocol, byte spiSize, ushort count, int length)
    {
        Ask(ExchangeType.Informational, Delete(protocol, spiSize, count, new byte[length]));

        Assert.Equal(NotifyType.InvalidSyntax, Assert.IsType<NotifyPayload>(Answer().Single()).NotifyType);
        Assert.Equal(FaultKind.ProtocolViolation, _wires.Down!.Fault.Kind);
        Assert.False(_wires.Gateway.IsDeleted);
        Assert.Single(_wires.Actions.OfType<RemoveChild>());
    }

    [Fact]
    public void A_delete_of_many_names_each_of_ours_once()
    {
        uint spi = _wires.Gateway.EspSpi;
        Ask(ExchangeType.Informational, new DeletePayload(ProtocolId.Esp, [spi, spi, 1, 0, uint.MaxValue]), new DeletePayload(ProtocolId.Esp, [spi]));

        Assert.Equal([_wires.Child!.InboundSpi], Assert.IsType<DeletePayload>(Answer().Single()).Spis);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(4, 4)]
    [InlineData(255, 4)]
    [InlineData(3, 0)]
    [InlineData(3, 3)]
    [InlineData(3, 8)]
    public void A_rekey_of_what_there_is_not_is_refused_with_its_own_spi(byte protocol, int spiSize)
    {
        byte[] spi = [.. Spi(), .. Spi()];
        NotifyPayload rekey = new((ProtocolId)protocol, spi.AsMemory(0, spiSize), NotifyType.RekeySa, default);
        Ask(ExchangeType.CreateChildSa, [rekey, .. Request()]);

        NotifyPayload refusal = Assert.IsType<NotifyPayload>(Answer().Single());
        Assert.Equal(NotifyType.ChildSaNotFound, refusal.NotifyType);
        Assert.Equal(rekey.Spi.ToArray(), refusal.Spi.ToArray());
        Assert.Null(_wires.Down);
        Assert.Single(_wires.Actions.OfType<InstallChild>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(257)]
    public void A_nonce_of_a_wrong_length_is_invalid_syntax(int length)
    {
        Ask(ExchangeType.CreateChildSa, [.. Request().Where(p => p is not NoncePayload), new NoncePayload(new byte[length])]);

        Assert.Equal(NotifyType.InvalidSyntax, Assert.IsType<NotifyPayload>(Answer().Single()).NotifyType);
        Assert.NotNull(_wires.Down);
    }

    [Fact]
    public void A_request_for_a_child_sa_without_selectors_is_invalid_syntax()
    {
        Ask(ExchangeType.CreateChildSa, [.. Request().Where(p => p is not TsPayload)]);

        Assert.Equal(NotifyType.InvalidSyntax, Assert.IsType<NotifyPayload>(Answer().Single()).NotifyType);
    }

    /// <summary>RFC 7296 section 3.3: an SPI of zero, or of a size that is not the protocol's, is none.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_rekey_of_the_ike_sa_with_an_spi_of_a_wrong_size_is_refused(int size)
    {
        Proposal offer = TestSettings.GcmX25519 with { Spi = new byte[size] };
        Ask(ExchangeType.CreateChildSa, new SaPayload([offer]), new NoncePayload(new byte[32]), new KePayload(KeyExchangeMethod.Curve25519, new byte[32]));

        Assert.Equal(NotifyType.NoProposalChosen, Assert.IsType<NotifyPayload>(Answer().Single()).NotifyType);
        Assert.Null(_wires.Down);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_invalid_public_value_is_invalid_syntax_and_the_end(bool ofIkeSa)
    {
        KePayload zero = new(KeyExchangeMethod.Curve25519, new byte[32]);
        Proposal ike = TestSettings.GcmX25519 with { Spi = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 } };
        using Wires wires = Wires.Connected(
            new Responder(new SeededRandom(2)), TestSettings.Create() with { Children = [TestSettings.Child() with { Proposals = [Pair.Pfs(1)] }] });
        Payload[] request = ofIkeSa
            ? [new SaPayload([ike]), new NoncePayload(new byte[32]), zero]
            : [.. Request(Pair.Pfs(1) with { Spi = Spi() }), zero];
        wires.Deliver(wires.Gateway.Request(ExchangeType.CreateChildSa, request));
        wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(NotifyType.InvalidSyntax, Assert.IsType<NotifyPayload>(wires.Gateway.Responses[0].Single()).NotifyType);
        Assert.NotNull(wires.Down);
    }

    private static byte[] Spi() => [0x11, 0x22, 0x33, 0x44];

    private static UnknownPayload Delete(byte protocol, byte spiSize, ushort count, byte[] spis) =>
        new(PayloadType.Delete, false, (byte[])[protocol, spiSize, (byte)(count >> 8), (byte)count, .. spis]);

    private static Payload[] Request(Proposal? proposal = null) =>
    [
        new SaPayload([proposal ?? TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = Spi() }]),
        new NoncePayload(new byte[32]),
        new TsPayload(true, [TrafficSelector.Any(IpFamily.IPv4)]),
        new TsPayload(false, [TrafficSelector.Any(IpFamily.IPv4)]),
    ];

    private void Ask(ExchangeType exchange, params Payload[] payloads)
    {
        _wires.Deliver(_wires.Gateway.Request(exchange, payloads));
        _wires.Pass(TimeSpan.FromMilliseconds(100));
    }

    private IReadOnlyList<Payload> Answer() => _wires.Gateway.Responses[0];
}
