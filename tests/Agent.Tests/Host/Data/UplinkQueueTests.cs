using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Host.Data;

/// <summary>The userspace path over a link that the kernel makes slow.</summary>
public sealed class UplinkQueueTests
{
    private const int Burst = 400;
    private const int LargeBuffer = 4 << 20;
    private const int SO_RCVBUFFORCE = 33;
    private static readonly byte[] Ping = "are you there?"u8.ToArray();

    [Theory]
    [InlineData(true, LargeBuffer)] // the socket would take all of it
    [InlineData(false, LargeBuffer)]
    [InlineData(true, 0)] // it refuses before that
    public void A_ping_overtakes_what_waits_for_a_slow_link(bool withOffloads, int sendBuffer) => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads, sendBuffer);
        MakeSlow("2mbit");
        rig.Gateway.SetRawSocketOption(1, SO_RCVBUFFORCE, BitConverter.GetBytes(LargeBuffer)); // SOL_SOCKET
        rig.Install(Child.Spec());
        using Socket other = PlaneRig.Bind(IPAddress.Parse(Packets.Site));
        for (int i = 0; i < Burst; i++)
            rig.Program.SendTo(new byte[1_000], PlaneRig.Office);
        other.SendTo(Ping, PlaneRig.Office);

        int before = 0;
        while (rig.ReceiveAtGateway().Length > 100)
            before++;
        Assert.InRange(before, 1, Burst / 2);
        SortedDictionary<string, long> drops = [];
        rig.Path.CountDrops(drops);
        Assert.DoesNotContain("SocketRefused", drops.Keys);
    });

    [Fact]
    public void All_that_waits_goes_out_when_the_link_has_time_and_nothing_twice() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        MakeSlow("20mbit");
        rig.Gateway.SetRawSocketOption(1, SO_RCVBUFFORCE, BitConverter.GetBytes(LargeBuffer)); // SOL_SOCKET
        rig.Install(Child.Spec());
        for (int i = 0; i < Burst; i++)
        {
            byte[] datagram = new byte[1_000];
            BitConverter.TryWriteBytes(datagram, i);
            rig.Program.SendTo(datagram, PlaneRig.Office);
        }

        List<int> arrived = [];
        SortedDictionary<string, long> drops = [];
        do
        {
            arrived.Add(BitConverter.ToInt32(rig.ReceiveAtGateway(), 28));
            rig.Path.CountDrops(drops);
        }
        while (arrived.Count + drops.GetValueOrDefault("QueueDelay") < Burst);

        Assert.Equal(arrived.Order(), arrived);
        Assert.Equal(arrived.Distinct(), arrived);
        Assert.InRange(arrived.Count, Burst * 3 / 4, Burst);
    });

    /// <summary>Loopback in the namespace of the thread, both ways.</summary>
    private static void MakeSlow(string rate)
    {
        ProcessStartInfo start = new("tc", $"qdisc add dev lo root tbf rate {rate} burst 10kb limit 8mb") { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, $"no token bucket filter here: {error}");
    }
}
