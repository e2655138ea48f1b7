using System.Globalization;
using System.Numerics;
using Holdfast.Ike.Exchange;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Connecting;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Values in a response to IKE_SA_INIT that no honest gateway sends, and forms that an honest one may choose.</summary>
public sealed class InitValueTests
{
    private static readonly Dictionary<string, (KeyExchangeMethod Group, Func<byte[]> Value)> BadValues = new()
    {
        ["x25519: zero"] = (KeyExchangeMethod.Curve25519, () => new byte[32]),
        ["x25519: one"] = (KeyExchangeMethod.Curve25519, () => [1, .. new byte[31]]),
        ["x25519: p - 1"] = (KeyExchangeMethod.Curve25519, () => Convert.FromHexString("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")),
        ["x25519: p"] = (KeyExchangeMethod.Curve25519, () => Convert.FromHexString("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")),
        ["x25519: order 8"] = (KeyExchangeMethod.Curve25519, () => Convert.FromHexString("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800")),
        ["ecp256: zero"] = (KeyExchangeMethod.Ecp256, () => new byte[64]),
        ["ecp256: off the curve"] = (KeyExchangeMethod.Ecp256, () => [.. Enumerable.Repeat((byte)1, 64)]),
        ["ecp256: too short"] = (KeyExchangeMethod.Ecp256, () => new byte[63]),
        ["ecp256: SEC 1 prefix"] = (KeyExchangeMethod.Ecp256, () => [4, .. new byte[64]]),
        ["modp2048: zero"] = (KeyExchangeMethod.Modp2048, () => new byte[256]),
        ["modp2048: one"] = (KeyExchangeMethod.Modp2048, () => [.. new byte[255], 1]),
        ["modp2048: p - 1"] = (KeyExchangeMethod.Modp2048, () => Modp2048(-1)),
        ["modp2048: p"] = (KeyExchangeMethod.Modp2048, () => Modp2048(0)),
        ["modp2048: p + 1"] = (KeyExchangeMethod.Modp2048, () => Modp2048(1)),
        ["modp2048: too short"] = (KeyExchangeMethod.Modp2048, () => [2]),
        ["modp2048: too long"] = (KeyExchangeMethod.Modp2048, () => [.. new byte[256], 2]),
    };

    public static TheoryData<string> BadNames => [.. BadValues.Keys];

    [Theory]
    [MemberData(nameof(BadNames))]
    public void A_public_value_that_must_be_refused_is_never_used(string name)
    {
        (KeyExchangeMethod group, Func<byte[]> value) = BadValues[name];
        Responder gateway = new(new SeededRandom(2))
        {
            Groups = [group],
            BendInit = p => [.. p.Select(x => x is KePayload ke ? ke with { Data = value() } : x)],
        };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Equal(FaultKind.ProtocolViolation, wires.Down!.Fault.Kind);
        Assert.DoesNotContain(wires.Sent, m => new Forger(m).Request.ExchangeType == ExchangeType.IkeAuth);
    }

    [Theory]
    [InlineData(KeyExchangeMethod.Curve25519)]
    [InlineData(KeyExchangeMethod.Ecp256)]
    [InlineData(KeyExchangeMethod.Modp2048)]
    public void Our_own_public_value_is_not_the_gateways(KeyExchangeMethod group)
    {
        Wires? wires = null;
        Responder gateway = new(new SeededRandom(2))
        {
            Groups = [group],
            BendInit = p => [.. p.Select(x => x is KePayload ? new Forger(wires!.Sent[^1]).Payloads.OfType<KePayload>().Single() : x)],
        };
        using (wires = new Wires(TestSettings.Create(), gateway))
        {
            Assert.True(wires.RunUntil(() => wires.Down is not null));

            Assert.Equal(FaultKind.ProtocolViolation, wires.Down!.Fault.Kind);
        }
    }

    [Fact]
    public void Our_own_nonce_is_not_the_gateways()
    {
        Wires? wires = null;
        Responder gateway = new(new SeededRandom(2))
        {
            BendInit = p => [.. p.Select(x => x is NoncePayload ? new Forger(wires!.Sent[^1]).Payloads.OfType<NoncePayload>().Single() : x)],
        };
        using (wires = new Wires(TestSettings.Create(), gateway))
        {
            Assert.True(wires.RunUntil(() => wires.Down is not null));

            Assert.Equal(FaultKind.ProtocolViolation, wires.Down!.Fault.Kind);
        }
    }

    [Fact]
    public void Our_request_reflected_as_a_response_is_not_the_gateways()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        byte[] reflected = [.. wires.Sent[0]];
        reflected[19] = (byte)HeaderFlags.Response;
        wires.Deliver(reflected);
        reflected[15] = 9;
        wires.Deliver(reflected);

        AssertConnects(wires);
    }

    [Fact]
    public void The_order_of_the_payloads_does_not_matter()
    {
        Responder gateway = new(new SeededRandom(2))
        {
            BendInit = p => [.. Enumerable.Reverse(p)],
            BendAuth = p => [.. Enumerable.Reverse(p)],
        };
        using Wires wires = new(TestSettings.Create(), gateway);

        AssertConnects(wires);
    }

    [Fact]
    public void Reserved_bits_of_the_header_and_of_payloads_are_ignored()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        byte[] reply = [.. wires.Gateway.Handle(wires.Sent[0])!];

        // Flags other than I, V and R, and a minor version. AUTH signs the message as it was sent, so the login fails.
        reply[19] |= 0xC7;
        reply[17] |= 0x0F;
        reply[IkeHeader.Size + 1] |= 0x7F;
        wires.Deliver(reply);

        Assert.Equal(2, wires.Sent.Count);
    }

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x30)]
    [InlineData(0xF0)]
    public void A_message_of_another_major_version_is_no_answer(byte version)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        byte[] reply = [.. wires.Gateway.Handle(wires.Sent[0])!];
        reply[17] = version;
        wires.Deliver(reply);

        Assert.Single(wires.Sent);
        Assert.Equal(1, wires.Session.Counters.Malformed);
        AssertConnects(wires);
    }

    [Fact]
    public void A_response_for_another_spi_of_ours_is_foreign()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        byte[] reply = [.. wires.Gateway.Handle(wires.Sent[0])!];
        reply[0] ^= 1;
        wires.Deliver(reply);

        Assert.Single(wires.Sent);
        Assert.Equal(1, wires.Session.Counters.ForeignSpi);
        AssertConnects(wires);
    }

    [Fact]
    public void A_gateway_may_ask_for_a_cookie_again_after_the_group()
    {
        using BusyGateway gateway = new(count => new Responder(new SeededRandom(count))
        {
            Groups = [KeyExchangeMethod.Ecp256],
            Cookie = count < 2 ? [1] : [2],
        });
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { Serve = gateway.Handle };

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal("aes128gcm16-prfsha256-ecp256", wires.Up!.Details.IkeSuite);
    }

    [Fact]
    public void The_cookie_is_kept_when_the_group_changes()
    {
        Responder gateway = new(new SeededRandom(2)) { Cookie = [9, 9], Groups = [KeyExchangeMethod.Ecp256] };
        using Wires wires = new(TestSettings.Create(), gateway);
        AssertConnects(wires);

        Assert.Equal(4, wires.Sent.Count);
        NotifyPayload cookie = Assert.IsType<NotifyPayload>(new Forger(wires.Sent[2]).Payloads[0]);
        Assert.Equal([9, 9], cookie.Data.ToArray());
    }

    [Fact]
    public void Fragments_and_signature_hashes_are_announced()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        using Wires without = new(TestSettings.Create() with { Fragmentation = false }, new Responder(new SeededRandom(2)));

        NotifyPayload[] notifies = [.. new Forger(wires.Sent[0]).Payloads.OfType<NotifyPayload>()];
        Assert.Contains(notifies, n => n.NotifyType == NotifyType.Ikev2FragmentationSupported && n.Data.IsEmpty);
        NotifyPayload hashes = notifies.Single(n => n.NotifyType == NotifyType.SignatureHashAlgorithms);
        Assert.Equal([0, 2, 0, 3, 0, 4, 0, 5], hashes.Data.ToArray());
        Assert.DoesNotContain(
            new Forger(without.Sent[0]).Payloads, p => p is NotifyPayload { NotifyType: NotifyType.Ikev2FragmentationSupported });
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Ike_auth_announces_what_the_settings_say(bool mobike, bool initialContact, bool forbidNat)
    {
        IkeSettings settings = TestSettings.Create() with { Mobike = mobike, InitialContact = initialContact, ForbidNat = forbidNat };
        using Wires wires = new(settings, new Responder(new SeededRandom(2)));
        AssertConnects(wires);

        NotifyType[] announced = [.. wires.Gateway.LastPayloads.OfType<NotifyPayload>().Select(n => n.NotifyType)];
        Assert.Equal(mobike, announced.Contains(NotifyType.MobikeSupported));
        Assert.Equal(initialContact, announced.Contains(NotifyType.InitialContact));
        Assert.Equal(forbidNat, announced.Contains(NotifyType.NoNatsAllowed));
    }

    [Fact]
    public void No_nats_allowed_holds_addresses_then_ports()
    {
        IkePath ipv4 = new(IpAddress.Parse("10.1.2.3"), 500, IpAddress.Parse("192.0.2.9"), 501);
        IkePath ipv6 = new(IpAddress.Parse("2001:db8::1"), 500, IpAddress.Parse("2001:db8::2"), 500);

        Assert.Equal("0A010203C000020901F401F5", Convert.ToHexString(NatDetection.NoNatsAllowed(ipv4, IkeTransport.Udp500).Data.Span));
        Assert.Equal("0A010203C000020911941194", Convert.ToHexString(NatDetection.NoNatsAllowed(ipv4, IkeTransport.Udp4500).Data.Span));
        Assert.Equal(36, NatDetection.NoNatsAllowed(ipv6, IkeTransport.Udp4500).Data.Length);
    }

    private static void AssertConnects(Wires wires) =>
        Assert.True(wires.RunUntil(() => wires.Up is not null, TimeSpan.FromSeconds(60)), wires.Down?.Fault.Message);

    /// <summary>The prime of RFC 3526 section 3, 2^2048 - 2^1984 - 1 + 2^64 * ([2^1918 pi] + 124476), and a little.</summary>
    private static byte[] Modp2048(int difference)
    {
        BigInteger prime = BigInteger.Parse(
            "0FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
            + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
            + "15728E5A8AACAA68FFFFFFFFFFFFFFFF",
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
        return (prime + difference).ToByteArray(isUnsigned: true, isBigEndian: true);
    }
}
