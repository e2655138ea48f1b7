using System.Net;
using System.Net.Sockets;
using Holdfast.Esp;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Xunit;
using Endpoint = Holdfast.Platform.Endpoint;

namespace Holdfast.Tests.Host.Data;

/// <summary>Packets through the threads of the userspace path, a real TUN device and real sockets.</summary>
public sealed class UserPlaneTests
{
    private static readonly byte[] Hello = "hello, office"u8.ToArray();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_cross_both_ways_and_the_protocol_is_told(bool withOffloads) => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads);
        rig.Install(Child.Spec());
        rig.Program.SendTo(Hello, PlaneRig.Office);
        byte[] inner = rig.ReceiveAtGateway();
        Assert.Equal(Hello, inner[28..]);
        AssertChecksums(inner);

        rig.SendFromGateway(Answer(inner));
        byte[] answer = new byte[100];
        Assert.Equal(Hello.Length, rig.Program.Receive(answer));
        Assert.Equal(Hello, answer[..Hello.Length]);

        rig.RunUntil(() => rig.Sent.Count > 0 && rig.Noted.Contains(Child.InboundSpi));
        Assert.Single(rig.Sent);
        Assert.Empty(rig.Mappings);
        (TrafficSnapshot inbound, TrafficSnapshot outbound) = (rig.Path.Status()[0].Inbound, rig.Path.Status()[0].Outbound);
        Assert.Equal((1, 1), (inbound.Packets, outbound.Packets));
    });

    [Fact]
    public void What_is_not_ESP_is_handed_to_the_protocol_s_thread() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        byte[] message = [0, 0, 0, 0, 9, 8, 7];
        rig.Gateway.SendTo([0xFF], rig.Agent);
        rig.Gateway.SendTo(message, rig.Agent);
        rig.RunUntil(() => rig.Mail.Count > 0);

        Assert.Equal(message, Assert.Single(rig.Mail));
    });

    [Fact]
    public void Packets_from_another_port_of_the_gateway_are_accepted_and_told_if_they_are_authentic() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        rig.Install(Child.Spec());
        using Socket other = PlaneRig.Bind(IPAddress.Loopback), liar = PlaneRig.Bind(IPAddress.Loopback);
        byte[] forged = new byte[80];
        forged[0] = 0xC0;
        forged[3] = 1;
        liar.SendTo(forged, rig.Agent);
        rig.SendFromGateway(Packets.In(), other);
        rig.RunUntil(() => rig.Mappings.Count > 0);

        Assert.Equal((ushort)((IPEndPoint)other.LocalEndPoint!).Port, Assert.Single(rig.Mappings));
    });

    [Fact]
    public void A_packet_that_overtakes_the_answer_which_makes_its_Child_SA_waits_for_it() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        ChildSaSpec spec = Child.Spec();
        rig.Mirror.Install(Child.Mirror(spec));
        byte[] inner = Packets.Ipv4(Packets.Office, Packets.Site, Packets.Udp, Datagram(rig));
        int checksum = 0xFFFF - Sum(inner.AsSpan(0, 20), 0);
        (inner[10], inner[11]) = ((byte)(checksum >> 8), (byte)checksum);
        rig.SendFromGateway(inner);
        rig.Gateway.SendTo([0, 0, 0, 0, 1], rig.Agent);
        rig.RunUntil(() => rig.Mail.Count > 0); // so the packet before it was read too
        rig.Path.Install(spec, sendToo: true, replaces: null);

        byte[] received = new byte[100];
        Assert.Equal(Hello.Length, rig.Program.Receive(received));
    });

    [Fact]
    public void A_limit_that_packets_reach_is_told() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        rig.Install(Child.Spec() with { Limits = ChildLimits.None with { SoftPackets = 2 } });
        rig.Program.SendTo(Hello, PlaneRig.Office);
        rig.Program.SendTo(Hello, PlaneRig.Office);
        rig.RunUntil(() => rig.Expiries.Count > 0);

        Assert.Equal(new ChildExpiry(Child.InboundSpi, false), Assert.Single(rig.Expiries));
    });

    [Fact]
    public void A_socket_that_is_left_is_neither_read_nor_sent_through() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        rig.Install(Child.Spec());
        rig.Plane.Leave(rig.Shared);
        rig.Program.SendTo(Hello, PlaneRig.Office);
        rig.Gateway.SendTo([0, 0, 0, 0, 1], rig.Agent);
        SortedDictionary<string, long> drops = [];
        SpinWait.SpinUntil(() =>
        {
            rig.Path.CountDrops(drops);
            return drops.ContainsKey("SocketRefused");
        }, TimeSpan.FromSeconds(20));

        Assert.Equal(1, drops["SocketRefused"]);
        Assert.False(rig.Shared.Mail.TryTake(out _, out _));
        rig.Plane.Listen(rig.Shared); // Dispose leaves it again
    });

    [Fact]
    public void A_socket_that_is_left_tells_one_datagram_from_the_next_to_whoever_reads_it_then() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        rig.Plane.Leave(rig.Shared);
        using UdpSocket gateway = UdpSocket.Open(new Endpoint(IPAddress.Loopback, 0));
        Assert.True(gateway.TrySendSegments(new byte[200], 100, trafficClass: 0, new Endpoint(IPAddress.Loopback, rig.Agent.Port)).IsDone);

        byte[] buffer = new byte[1000];
        Assert.Equal(100, rig.Shared.Socket.TryReceive(buffer, out _).Length);
        Assert.Equal(100, rig.Shared.Socket.TryReceive(buffer, out _).Length);
        rig.Plane.Listen(rig.Shared); // Dispose leaves it again
    });

    /// <summary>The packet with its addresses and ports exchanged.</summary>
    internal static byte[] Answer(byte[] inner)
    {
        byte[] answer = [.. inner];
        inner.AsSpan(12, 4).CopyTo(answer.AsSpan(16));
        inner.AsSpan(16, 4).CopyTo(answer.AsSpan(12));
        inner.AsSpan(20, 2).CopyTo(answer.AsSpan(22));
        inner.AsSpan(22, 2).CopyTo(answer.AsSpan(20));
        return answer;
    }

    /// <summary>For the program's port, without a checksum.</summary>
    private static byte[] Datagram(PlaneRig rig)
    {
        int port = ((IPEndPoint)rig.Program.LocalEndPoint!).Port, length = 8 + Hello.Length;
        return [0, 7, (byte)(port >> 8), (byte)port, (byte)(length >> 8), (byte)length, 0, 0, .. Hello];
    }

    private static void AssertChecksums(byte[] inner)
    {
        Assert.Equal(0xFFFF, Sum(inner.AsSpan(0, 20), 0));
        int length = inner.Length - 20;
        Assert.Equal(0xFFFF, Sum(inner.AsSpan(12, 8), Sum(inner.AsSpan(20), Packets.Udp + length)));
    }

    private static int Sum(ReadOnlySpan<byte> bytes, int sum)
    {
        for (int i = 0; i < bytes.Length; i++)
            sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return sum;
    }
}
