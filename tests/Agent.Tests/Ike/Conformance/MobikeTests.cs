using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>A change of address as RFC 4555 has it, on the wire.</summary>
public sealed class MobikeTests
{
    private static readonly IkePath Moved = new(IpAddress.Parse("172.16.0.9"), 4500, IpAddress.Parse("192.0.2.2"), 4500);

    [Fact]
    public void Support_is_announced_with_the_sa_payload_and_without_data()
    {
        using Standing standing = new(gateway: Standing.WithMobike());

        Assert.True(standing.Gateway.LastPayloads.Find(NotifyType.MobikeSupported)!.Data.IsEmpty);
        Assert.Contains(standing.Gateway.LastPayloads, p => p is SaPayload);
    }

    [Fact]
    public void Data_in_the_gateways_announcement_is_ignored()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p, new NotifyPayload(NotifyType.MobikeSupported, new byte[9])] };
        using Standing standing = new(gateway: gateway);

        Assert.True(standing.Wires.Up!.Details.Mobike);
    }

    [Fact]
    public void Without_a_nat_everything_after_the_first_exchange_goes_to_port_4500_too()
    {
        IkePath open = new(TestSettings.Path.Remote, 500, TestSettings.Path.Local, 500);
        IkeSettings settings = TestSettings.Create() with { ForceEncapsulation = false };
        using Standing standing = new(settings, new Responder(new SeededRandom(2)) { PathAsSeen = open });

        Assert.Equal(default, standing.Wires.Up!.Details.Nat);
        Assert.Equal([IkeTransport.Udp500, IkeTransport.Udp4500], standing.Actions<Send>().Select(s => s.Transport));
    }

    [Fact]
    public void An_update_holds_both_hashes_of_the_new_way_and_an_unpredictable_cookie()
    {
        using Standing standing = new(TestSettings.Create() with { ForceEncapsulation = false }, Standing.WithMobike());
        List<IReadOnlyList<Payload>> updates = Follow(standing.Gateway);
        Move(standing, Moved);
        Move(standing, Moved with { Local = IpAddress.Parse("172.16.0.10") });

        (ulong spiI, ulong spiR) = Spis(standing);
        Assert.Equal(2, updates.Count);
        Assert.Equal(
            NatDetection.Digest(spiI, spiR, Moved.Local, 4500), updates[0].Find(NotifyType.NatDetectionSourceIp)!.Data.ToArray());
        Assert.Equal(
            NatDetection.Digest(spiI, spiR, Moved.Remote, 4500), updates[0].Find(NotifyType.NatDetectionDestinationIp)!.Data.ToArray());
        byte[][] cookies = [.. updates.Select(u => u.Find(NotifyType.Cookie2)!.Data.ToArray())];
        Assert.All(cookies, c => Assert.InRange(c.Length, 8, 64));
        Assert.NotEqual(cookies[0], cookies[1]);
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void An_answer_without_the_cookie_closes_the_ike_sa()
    {
        using Standing standing = new(gateway: Standing.WithMobike());
        standing.Gateway.AnswerInformational = p => p.Has(NotifyType.UpdateSaAddresses)
            ? [new NotifyPayload(NotifyType.Cookie2, new byte[16])]
            : [];
        Move(standing, Moved);

        Assert.True(standing.Wires.RunUntil(() => standing.Wires.Down is not null));
        Assert.Equal(FaultKind.ProtocolViolation, standing.Wires.Down!.Fault.Kind);
        Assert.True(standing.Gateway.IsDeleted);
    }

    [Fact]
    public void Another_change_before_the_answer_is_told_by_another_request()
    {
        using Standing standing = new(gateway: Standing.WithMobike());
        List<IReadOnlyList<Payload>> updates = Follow(standing.Gateway);
        standing.Wires.Do(s => s.TryChangePath(Moved, standing.Wires.Now));
        byte[] first = standing.Wires.Sent[^1];
        standing.Wires.Do(s => s.TryChangePath(Moved with { Local = IpAddress.Parse("172.16.0.10") }, standing.Wires.Now));
        Assert.Equal(first, standing.Wires.Sent[^1]);

        standing.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(2, updates.Count);
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void A_refused_address_ends_the_session()
    {
        using Standing standing = new(gateway: Standing.WithMobike());
        standing.Gateway.AnswerInformational = p => p.Has(NotifyType.UpdateSaAddresses)
            ? [.. Echo(p), new NotifyPayload(NotifyType.UnacceptableAddresses)]
            : [];
        Move(standing, Moved);

        Assert.True(standing.Wires.RunUntil(() => standing.Wires.Down is not null));
        Assert.Equal(FaultKind.Rejected, standing.Wires.Down!.Fault.Kind);
    }

    [Fact]
    public void A_nat_that_is_forbidden_is_tried_several_times_with_new_requests_before_the_end()
    {
        using Standing standing = new(TestSettings.Create() with { ForbidNat = true }, Standing.WithMobike());
        List<IReadOnlyList<Payload>> updates = [];
        standing.Gateway.AnswerInformational = p =>
        {
            if (!p.Has(NotifyType.UpdateSaAddresses))
                return [];
            updates.Add(p);
            return [.. Echo(p), new NotifyPayload(NotifyType.UnexpectedNatDetected)];
        };
        Move(standing, Moved);

        Assert.True(standing.Wires.RunUntil(() => standing.Wires.Down is not null));
        Assert.Equal(5, updates.Count);
        Assert.All(updates, u => Assert.True(u.Has(NotifyType.NoNatsAllowed)));
    }

    [Fact]
    public void Without_the_gateways_consent_there_is_no_update()
    {
        using Standing standing = new();
        bool isMoved = true;
        standing.Wires.Do(s => isMoved = s.TryChangePath(Moved, standing.Wires.Now));

        Assert.False(isMoved);
    }

    /// <summary>A gateway that agrees to every change; what it was sent is returned.</summary>
    private static List<IReadOnlyList<Payload>> Follow(Responder gateway)
    {
        List<IReadOnlyList<Payload>> updates = [];
        gateway.AnswerInformational = p =>
        {
            if (p.Has(NotifyType.UpdateSaAddresses))
                updates.Add(p);
            return Echo(p);
        };
        return updates;
    }

    private static IReadOnlyList<Payload> Echo(IReadOnlyList<Payload> request) =>
        request.Find(NotifyType.Cookie2) is { } cookie ? [new NotifyPayload(NotifyType.Cookie2, cookie.Data)] : [];

    private static void Move(Standing standing, IkePath path)
    {
        standing.Wires.Do(s => s.TryChangePath(path, standing.Wires.Now));
        standing.Run(TimeSpan.FromSeconds(2));
    }

    private static (ulong I, ulong R) Spis(Standing standing) =>
        (standing.Wires.Up!.Details.InitiatorSpi, standing.Wires.Up.Details.ResponderSpi);
}
