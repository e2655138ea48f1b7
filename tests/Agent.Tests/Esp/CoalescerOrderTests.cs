using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>Traffic at random: whatever comes, nothing is lost, changed or overtaken within its flow.</summary>
public sealed class CoalescerOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void Interleaved_flows_keep_their_bytes_and_their_order(int flows)
    {
        Random random = new(793 + flows);
        int joined = 0;
        for (int round = 0; round < 60; round++)
        {
            List<byte[]> packets = Traffic(random, flows, 120);
            List<byte[]> groups = Joined.Groups(packets);
            CoalescerTests.AssertNothingIsLost(packets, groups);
            AssertOrder(packets, groups);
            joined += packets.Count - groups.Count;
        }

        Assert.InRange(joined, 60, 60 * 119);
    }

    [Fact]
    public void Damaged_packets_never_throw_and_pass_as_they_came()
    {
        Random random = new(2460);
        for (int round = 0; round < 150; round++)
        {
            List<byte[]> packets = Traffic(random, 2, 60);
            for (int i = 0; i < packets.Count; i++)
            {
                if (random.Next(3) == 0)
                    packets[i] = Damage(packets[i], random);
            }

            List<byte[]> groups = Joined.Groups(packets);
            CoalescerTests.AssertNothingIsLost(packets, groups);
            AssertOrder(packets, groups);
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        Random random = new(791);
        for (int round = 0; round < 300; round++)
        {
            List<byte[]> packets = [];
            for (int i = 0; i < 50; i++)
            {
                byte[] packet = Superframes.Bytes(random, random.Next(120));
                if (packet.Length > 9 && random.Next(2) == 0)
                    (packet[0], packet[3], packet[6], packet[9]) = (0x45, (byte)packet.Length, 0x40, (byte)(random.Next(2) == 0 ? 6 : 17));
                packets.Add(packet);
            }

            CoalescerTests.AssertNothingIsLost(packets, Joined.Groups(packets));
        }
    }

    private static byte[] Damage(byte[] packet, Random random)
    {
        byte[] damaged = random.Next(3) == 0 ? packet[..random.Next(packet.Length)] : [.. packet];
        for (int n = random.Next(3); n > 0 && damaged.Length > 0; n--)
            damaged[random.Next(Math.Min(damaged.Length, 64))] ^= (byte)(1 << random.Next(8));
        return damaged;
    }

    // Each packet is told from all others by its payload or sequence number.
    private static List<byte[]> Traffic(Random random, int flows, int count)
    {
        List<byte[]> packets = [];
        uint[] next = new uint[flows];
        int[] size = [.. Enumerable.Range(0, flows).Select(_ => random.Next(8, 60))];
        while (packets.Count < count)
        {
            int flow = random.Next(flows);
            for (int run = random.Next(1, 9); run > 0; run--)
            {
                int length = random.Next(12) == 0 ? random.Next(0, 64) : size[flow];
                byte[] payload = Superframes.Bytes(random, length);
                byte flags = random.Next(15) == 0 ? (byte)(0x10 | random.Next(256)) : (byte)0x10;
                uint sequence = random.Next(15) == 0 ? (uint)random.NextInt64(1L << 32) : next[flow];
                packets.Add((flow % 4) switch
                {
                    0 => Superframes.Tcp4(sequence, payload, flags, source: (ushort)flow),
                    1 => Superframes.Tcp6(sequence, payload, flags, source: (ushort)flow),
                    2 => Superframes.Udp4([.. payload, .. Superframes.Bytes(random, 8)], (ushort)flow),
                    _ => Superframes.Udp6([.. payload, .. Superframes.Bytes(random, 8)], (ushort)flow),
                });
                next[flow] = sequence + (uint)length;
            }

            if (random.Next(10) == 0)
                packets.Add(Packets.Ipv4(Packets.Office, Packets.Site, Packets.Icmp, Superframes.Bytes(random, 30)));
        }

        return packets;
    }

    // Groups in the order of their first packets, and each flow in the order in which it came.
    private static void AssertOrder(List<byte[]> packets, List<byte[]> groups)
    {
        Dictionary<string, Queue<int>> places = [];
        for (int i = 0; i < packets.Count; i++)
        {
            string essence = Joined.Essence(packets[i]);
            if (!places.TryGetValue(essence, out Queue<int>? queue))
                places[essence] = queue = new Queue<int>();
            queue.Enqueue(i);
        }

        Dictionary<string, int> last = [];
        int lastGroup = -1;
        foreach (byte[] group in groups)
        {
            List<byte[]> cut = Joined.Cut(group);
            for (int i = 0; i < cut.Count; i++)
            {
                int place = places[Joined.Essence(cut[i])].Dequeue();
                if (i == 0)
                {
                    Assert.True(place > lastGroup, "A group has overtaken another.");
                    lastGroup = place;
                }

                string flow = Flow(cut[i]);
                Assert.True(!last.TryGetValue(flow, out int before) || place > before, "A packet has overtaken another of its flow.");
                last[flow] = place;
            }
        }
    }

    private static string Flow(byte[] packet)
    {
        bool isIpv4 = packet.Length >= 24 && packet[0] == 0x45;
        bool isIpv6 = packet.Length >= 44 && packet[0] >> 4 == 6;
        if (isIpv4 && (packet[6] & 0xBF) == 0 && packet[7] == 0)
            return $"{packet[9]} {Convert.ToHexString(packet[12..24])}";
        return isIpv6 ? $"{packet[6]} {Convert.ToHexString(packet[8..44])}" : "";
    }
}
