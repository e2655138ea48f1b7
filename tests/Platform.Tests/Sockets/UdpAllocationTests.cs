using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Sockets;

public sealed class UdpAllocationTests
{
    private const int Datagrams = 1000;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Nothing_is_allocated_for_a_datagram(string loopback) => Namespace.Run(() =>
    {
        var any = new Endpoint(IPAddress.Parse(loopback), 0);
        using UdpSocket sender = UdpSocket.Open(any), receiver = UdpSocket.Open(any);
        byte[] header = new byte[4], body = new byte[1000], buffer = new byte[1500];
        Endpoint destination = receiver.Local;
        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < Datagrams; i++) Exchange();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Exchange()
        {
            bool isDone = sender.TrySend(header, body, destination).IsDone
                && receiver.TryReceive(buffer, out Endpoint source).IsDone && source == sender.Local
                && receiver.TryReceive(buffer, out _).Status == IoStatus.WouldBlock;
            if (!isDone) throw new InvalidOperationException("The datagram did not arrive.");
        }
    });
}
