using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>IKE_SA_INIT over the port of NAT traversal (RFC 7296 section 2.23).</summary>
public sealed class NatPortStartTests
{
    private static readonly IkeSettings Settings = TestSettings.Create() with { StartOnNatPort = true };

    [Fact]
    public void Everything_goes_to_the_port_of_nat_traversal()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)), Settings);
        wires.Pass(TimeSpan.FromMinutes(2));

        Assert.All(wires.Actions.OfType<Send>(), send => Assert.Equal(IkeTransport.Udp4500, send.Transport));
        Assert.Null(wires.Down);
    }

    /// <summary>Repetitions and answers to demands too.</summary>
    [Fact]
    public void Cookies_and_repetitions_go_there_as_well()
    {
        using Wires wires = new(Settings, new Responder(new SeededRandom(2)) { Cookie = [1, 2, 3], Groups = [KeyExchangeMethod.Ecp256] });
        int lost = 0;
        wires.PassToGateway = _ => ++lost > 3;
        Assert.True(wires.RunUntil(() => wires.Up is not null));

        Assert.All(wires.Actions.OfType<Send>(), send => Assert.Equal(IkeTransport.Udp4500, send.Transport));
    }

    [Fact]
    public void A_gateway_without_nat_traversal_stays_on_the_port_that_it_answered_on()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = p => [.. p.Where(one => one is not NotifyPayload)] };
        using Wires wires = Wires.Connected(gateway, Settings with { ForceEncapsulation = false });

        Assert.All(wires.Actions.OfType<Send>(), send => Assert.Equal(IkeTransport.Udp4500, send.Transport));
    }

    /// <summary>The hashes are of the ports that the request really has.</summary>
    [Fact]
    public void Nat_detection_is_about_the_path_that_the_session_began_with()
    {
        IkePath path = TestSettings.Path with { LocalPort = 4500, RemotePort = 4501 };
        IkeSession session = new(Settings, new SeededRandom(1), path, new(1_000_000_000));
        Assert.True(session.TryDequeue(out IkeAction action));
        ReadOnlyMemory<byte> message = Assert.IsType<Send>(action).Message;
        IkeHeader.TryRead(message.Span, out IkeHeader header, out _);
        PayloadChain.TryDecode(header.NextPayload, message.Span[IkeHeader.Size..], out IReadOnlyList<Payload> payloads, out _);

        Assert.Equal(
            NatDetection.Digest(header.InitiatorSpi, 0, path.Remote, 4501),
            payloads.Find(NotifyType.NatDetectionDestinationIp)!.Data.ToArray());
    }
}
