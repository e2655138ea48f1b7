using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>MOBIKE (RFC 4555) on a session that stands.</summary>
public sealed class MobikeTests : IDisposable
{
    private readonly Responder _gateway = Mobile();
    private readonly Wires _wires;

    public MobikeTests() => _wires = Wires.Connected(_gateway);

    public void Dispose() => _wires.Dispose();

    [Fact]
    public void A_move_is_told_with_a_cookie_and_the_session_goes_on()
    {
        _gateway.AnswerInformational = Echo;
        Move(_wires, 1);

        IReadOnlyList<Payload> update = _gateway.Requests.Single(r => r.Has(NotifyType.UpdateSaAddresses));
        Assert.InRange(update.Find(NotifyType.Cookie2)!.Data.Length, 8, 64);
        Assert.True(update.Has(NotifyType.NatDetectionSourceIp) && update.Has(NotifyType.NatDetectionDestinationIp));
        Assert.False(update.Has(NotifyType.NoNatsAllowed));
        Assert.Null(_wires.Down);
        Assert.Single(_wires.Actions.OfType<SessionChanged>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_answer_with_another_cookie_or_none_ends_the_session(int kind)
    {
        _gateway.AnswerInformational = request => Echo(request, cookie => kind switch
        {
            0 => default,
            1 => cookie.ToArray()[..^1],
            _ => new byte[cookie.Length],
        });
        Move(_wires, 1);

        Assert.Equal(FaultKind.ProtocolViolation, _wires.Down!.Fault.Kind);
        Assert.True(_gateway.IsDeleted);
    }

    [Fact]
    public void Moves_during_an_update_are_told_by_one_more_update()
    {
        _gateway.AnswerInformational = Echo;
        for (int i = 1; i <= 5; i++)
            _wires.Do(s => Assert.True(s.TryChangePath(Path(i), _wires.Now)));
        _wires.Pass(TimeSpan.FromSeconds(2));

        byte[][] cookies = [.. _gateway.Requests.Where(r => r.Has(NotifyType.UpdateSaAddresses)).Select(r => r.Find(NotifyType.Cookie2)!.Data.ToArray())];
        Assert.Equal(2, cookies.Length);
        Assert.NotEqual(cookies[0], cookies[1]);
    }

    /// <summary>One packet that somebody changed on the way is no NAT; a NAT that stays is (section 3.9).</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(100, false)]
    public void An_unexpected_nat_is_asked_about_again(int times, bool stays)
    {
        Responder gateway = Mobile();
        using Wires wires = Wires.Connected(gateway, TestSettings.Create() with { ForbidNat = true });
        gateway.AnswerInformational = request =>
            request.Has(NotifyType.UpdateSaAddresses) && times-- > 0
                ? [.. Echo(request), Notifications.Of(NotifyType.UnexpectedNatDetected)]
                : Echo(request);
        Move(wires, 1);

        Assert.Equal(stays, wires.Down is null);
        Assert.All(gateway.Requests.Where(r => r.Has(NotifyType.UpdateSaAddresses)), r => Assert.True(r.Has(NotifyType.NoNatsAllowed)));
        Assert.InRange(gateway.Requests.Count(r => r.Has(NotifyType.UpdateSaAddresses)), 2, 6);
        Assert.Equal(!stays, gateway.IsDeleted);
    }

    [Fact]
    public void Unacceptable_addresses_end_the_session()
    {
        _gateway.AnswerInformational = request => [.. Echo(request), Notifications.Of(NotifyType.UnacceptableAddresses)];
        Move(_wires, 1);

        Assert.Equal(FaultKind.Rejected, _wires.Down!.Fault.Kind);
        Assert.Contains("UNACCEPTABLE_ADDRESSES", _wires.Down.Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void The_gateways_cookie_comes_back_where_it_is_one(int length, bool isEchoed)
    {
        byte[] cookie = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        _wires.Deliver(_gateway.Request(ExchangeType.Informational, Notifications.Of(NotifyType.Cookie2, cookie)));
        _wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(isEchoed ? cookie : null, _gateway.Responses[0].Find(NotifyType.Cookie2)?.Data.ToArray());
    }

    /// <summary>What the gateway's kernel puts the packets of a Child SA into may stay as it was (RFC 9329 section 7.1).</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void A_move_to_tcp_renews_the_child_sas_when_the_gateway_knows_of_it(bool isTcp, int rekeys)
    {
        _gateway.AnswerInformational = Echo;
        _gateway.AnswerCreate = _gateway.Grant;
        foreach (int time in (int[])[1, 2])
        {
            _wires.Do(s => Assert.True(s.TryChangePath(Path(time) with { IsTcp = isTcp && time == 1 }, _wires.Now)));
            _wires.Pass(TimeSpan.FromSeconds(2));
            int update = _gateway.Requests.FindLastIndex(r => r.Has(NotifyType.UpdateSaAddresses));
            Assert.Equal(rekeys, _gateway.Requests.Skip(update).Count(r => r.Has(NotifyType.RekeySa)));
            Assert.Equal(time * rekeys, _gateway.Requests.Count(r => r.Has(NotifyType.RekeySa)));
        }

        Assert.Null(_wires.Down);
    }

    [Fact]
    public void A_child_sa_that_was_asked_for_before_the_move_to_tcp_is_renewed_too()
    {
        _gateway.AnswerInformational = Echo;
        _gateway.AnswerCreate = _gateway.Grant;
        _wires.PassToGateway = _ => false;
        _wires.Do(s => s.RenewChildren(_wires.Now));
        _wires.Do(s => s.TryChangePath(Path(1) with { IsTcp = true }, _wires.Now));
        _wires.PassToGateway = _ => true;
        _wires.Pass(TimeSpan.FromSeconds(5));

        bool[] kinds = [.. _gateway.Requests.Where(r => r.Has(NotifyType.RekeySa) || r.Has(NotifyType.UpdateSaAddresses)).Select(r => r.Has(NotifyType.RekeySa))];
        Assert.Equal([true, false, true], kinds);
        Assert.Null(_wires.Down);
    }

    [Fact]
    public void Without_mobike_a_move_needs_a_new_session()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)));
        int sent = wires.Sent.Count;

        wires.Do(s => Assert.False(s.TryChangePath(Path(1), wires.Now)));
        Assert.Equal(sent, wires.Sent.Count);
    }

    /// <summary>What waits for its answer goes out from the new address at once, unchanged.</summary>
    [Fact]
    public void A_request_under_way_is_repeated_from_the_new_address()
    {
        _wires.PassToGateway = _ => false;
        _wires.Do(s => s.RekeyIke(_wires.Now));
        byte[] request = _wires.Sent[^1];
        _wires.Do(s => s.TryChangePath(Path(1), _wires.Now));

        Assert.Equal(request, _wires.Sent[^1]);
        Assert.Equal(2, _wires.Sent.Count(m => m.AsSpan().SequenceEqual(request)));
    }

    /// <summary>The gateway rekeys and deletes the IKE SA while our update is lost on it: it is told again on the new one.</summary>
    [Fact]
    public void An_update_under_way_survives_a_rekey_of_the_ike_sa()
    {
        Pair pair = new();
        pair.Site.TryChangePath(Path(1), pair.Now);
        pair.Hold(pair.Site, "move");
        pair.Gateway.RekeyIke(pair.Now);
        pair.Pass(pair.Gateway, "rekey ike");
        pair.Pass(pair.Site, "ike");
        pair.Pass(pair.Gateway, "delete ike");
        pair.Pass(pair.Site, "ok");

        Assert.Equal("move", pair.Next(pair.Site));
        Assert.Equal(pair.Site.IkeSpis, pair.NextSpis(pair.Site));
        pair.EndsWell();
    }

    [Fact]
    public void Other_addresses_of_the_gateway_are_told_as_far_as_they_are_addresses()
    {
        _wires.Deliver(_gateway.Request(
            ExchangeType.Informational,
            Address(NotifyType.AdditionalIp4Address, "198.51.100.7"),
            Address(NotifyType.AdditionalIp4Address, "198.51.100.7"),
            Address(NotifyType.AdditionalIp6Address, "2001:db8::7"),
            Address(NotifyType.AdditionalIp4Address, "2001:db8::8"),
            Address(NotifyType.AdditionalIp6Address, "198.51.100.8"),
            Address(NotifyType.AdditionalIp4Address, "0.0.0.0"),
            Address(NotifyType.AdditionalIp4Address, "127.0.0.1"),
            Address(NotifyType.AdditionalIp6Address, "ff02::1"),
            Notifications.Of(NotifyType.AdditionalIp4Address, new byte[5]),
            Notifications.Of(NotifyType.AdditionalIp6Address)));

        Assert.Equal(
            [IpAddress.Parse("198.51.100.7"), IpAddress.Parse("2001:db8::7")],
            _wires.Actions.OfType<GatewayAddresses>().Last().Addresses);
    }

    [Fact]
    public void Many_addresses_are_cut_short_and_none_empties_the_list()
    {
        Payload[] many = [.. Enumerable.Range(1, 40).Select(i => Address(NotifyType.AdditionalIp4Address, $"198.51.100.{i}"))];
        _wires.Deliver(_gateway.Request(ExchangeType.Informational, many));
        Assert.Equal(16, _wires.Actions.OfType<GatewayAddresses>().Last().Addresses.Count);

        _wires.Deliver(_gateway.Request(ExchangeType.Informational, Notifications.Of(NotifyType.NoAdditionalAddresses)));
        Assert.Empty(_wires.Actions.OfType<GatewayAddresses>().Last().Addresses);
        Assert.Null(_wires.Down);
    }

    private static Responder Mobile() =>
        new(new SeededRandom(2)) { BendAuth = p => [.. p, Notifications.Of(NotifyType.MobikeSupported)] };

    private static IkePath Path(int number) =>
        new(IpAddress.Parse($"10.10.2.{number}"), 4500, TestSettings.Path.Remote, TestSettings.Path.RemotePort);

    private static void Move(Wires wires, int number)
    {
        wires.Do(s => Assert.True(s.TryChangePath(Path(number), wires.Now)));
        wires.Pass(TimeSpan.FromSeconds(3));
    }

    private static NotifyPayload Address(NotifyType type, string address) => Notifications.Of(type, IpAddress.Parse(address).ToArray());

    private static IReadOnlyList<Payload> Echo(IReadOnlyList<Payload> request) => Echo(request, cookie => cookie);

    private static IReadOnlyList<Payload> Echo(IReadOnlyList<Payload> request, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change) =>
        request.Find(NotifyType.Cookie2) is { } cookie && change(cookie.Data) is { Length: > 0 } data
            ? [Notifications.Of(NotifyType.Cookie2, data)]
            : [];
}
