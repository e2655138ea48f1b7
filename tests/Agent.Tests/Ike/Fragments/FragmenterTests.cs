using System.Security.Cryptography;
using Holdfast.Ike.Fragments;
using Holdfast.Ike.Protection;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Fragments;

public sealed class FragmenterTests
{
    private static readonly Instant Now = new(1);

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            TheoryData<string, int, int> cases = [];
            foreach (string name in Protections.Names.Select(n => n.Data))
                foreach (int limit in new[] { 200, 544, 1248 })
                    foreach (int length in new[] { 0, 4, 100, 499, 500, 501, 1180, 1190, 1200, 1250, 4000, 7000 })
                        cases.Add(name, limit, length);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_divided_is_put_together_in_any_order(string name, int limit, int length)
    {
        using SkProtection sender = Protections.Create(name);
        using SkProtection receiver = Protections.Create(name);
        IReadOnlyList<Payload> payloads = Protections.Payloads(length);
        IReadOnlyList<ReadOnlyMemory<byte>> datagrams = Fragmenter.Seal(sender, Protections.Header, payloads, limit);

        Assert.All(datagrams, d => Assert.True(d.Length <= limit));
        (PayloadType first, byte[] inner) = datagrams.Count == 1
            ? OpenWhole(receiver, datagrams[0])
            : PutTogether(receiver, datagrams.Reverse());
        Assert.True(PayloadChain.TryDecode(first, inner, out IReadOnlyList<Payload> received, out _));
        Assert.Equal(payloads, received);
    }

    [Theory]
    [MemberData(nameof(Protections.Names), MemberType = typeof(Protections))]
    public void Only_the_first_fragment_tells_the_first_payload(string name)
    {
        using SkProtection sender = Protections.Create(name);
        EncryptedFragmentPayload[] fragments = [.. Fragmenter
            .Seal(sender, Protections.Header, Protections.Payloads(3000), 544)
            .Select(Protections.Outer<EncryptedFragmentPayload>)];

        Assert.Equal(PayloadType.VendorId, fragments[0].FirstInner);
        Assert.All(fragments[1..], f => Assert.Equal(PayloadType.None, f.FirstInner));
        Assert.Equal(Enumerable.Range(1, fragments.Length), fragments.Select(f => (int)f.FragmentNumber));
        Assert.All(fragments, f => Assert.Equal(fragments.Length, f.TotalFragments));
    }

    [Theory]
    [MemberData(nameof(Protections.Names), MemberType = typeof(Protections))]
    public void Every_bit_of_a_fragment_is_authenticated(string name)
    {
        using SkProtection sender = Protections.Create(name);
        using SkProtection receiver = Protections.Create(name);
        byte[] fragment = sender.SealFragment(Protections.Header, PayloadType.VendorId, 1, 2, Protections.Counting(1, 40));
        int bodyLength = Protections.Outer<EncryptedFragmentPayload>(fragment).Body.Length;
        for (int bit = 0; bit < fragment.Length * 8; bit++)
        {
            byte[] bent = [.. fragment];
            bent[bit / 8] ^= (byte)(1 << (bit % 8));
            EncryptedFragmentPayload outer = new(PayloadType.VendorId, 1, 2, bent.AsMemory(bent.Length - bodyLength));
            Assert.False(receiver.TryOpen(bent, outer, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Protections.Names), MemberType = typeof(Protections))]
    public void The_capacity_is_used_to_the_last_byte(string name)
    {
        using SkProtection sender = Protections.Create(name);
        foreach (int limit in Enumerable.Range(200, 40))
        {
            int capacity = sender.FragmentCapacity(limit);
            Assert.True(sender.SealFragment(Protections.Header, PayloadType.None, 1, 1, new byte[capacity]).Length <= limit);
            Assert.True(sender.SealFragment(Protections.Header, PayloadType.None, 1, 1, new byte[capacity + 1]).Length > limit);
        }
    }

    /// <summary>Associated data ends with the total: 28 bytes of header, 4 of the payload's header, number and total.</summary>
    [Fact]
    public void A_fragment_by_aes_gcm_opens_with_another_implementation()
    {
        using SkProtection sender = Protections.Create("aes128gcm16");
        byte[] fragment = sender.SealFragment(Protections.Header, PayloadType.Nonce, 3, 7, "fragment"u8);

        byte[] keyAndSalt = Protections.Counting(1, 20);
        byte[] nonce = [.. keyAndSalt[16..], .. fragment[36..44]];
        byte[] plaintext = new byte[fragment.Length - 44 - 16];
        using AesGcm gcm = new(keyAndSalt[..16], 16);
        gcm.Decrypt(nonce, fragment[44..^16], fragment[^16..], plaintext, fragment[..36]);

        Assert.Equal([.. "fragment"u8, 0], plaintext);
        Assert.Equal([(byte)PayloadType.Nonce, 0, 0, (byte)(fragment.Length - 28), 0, 3, 0, 7], fragment[28..36]);
        Assert.Equal((byte)PayloadType.EncryptedFragment, fragment[16]);
    }

    [Fact]
    public void A_fragment_by_aes_cbc_opens_with_another_implementation()
    {
        using SkProtection sender = Protections.Create("aes256-sha256");
        byte[] fragment = sender.SealFragment(Protections.Header, PayloadType.None, 2, 2, "fragment"u8);

        Assert.Equal(HMACSHA256.HashData(Protections.Counting(101, 32), fragment[..^16])[..16], fragment[^16..]);
        using Aes aes = Aes.Create();
        aes.Key = Protections.Counting(1, 32);
        byte[] plaintext = aes.DecryptCbc(fragment[52..^16], fragment[36..52], PaddingMode.None);
        Assert.Equal("fragment"u8, plaintext.AsSpan(0, 8));
        Assert.Equal(7, plaintext[^1]);
    }

    [Theory]
    [InlineData("192.0.2.1", 1252, 1248, 548, 544)]
    [InlineData("2001:db8::1", 1232, 1228, 528, 524)]
    public void The_length_of_a_message_leaves_room_for_ip_udp_and_marker(string remote, int ike, int nat, int lowIke, int lowNat)
    {
        IpAddress address = IpAddress.Parse(remote);

        Assert.Equal(ike, DatagramSize.MessageLength(DatagramSize.First, address, Holdfast.Ike.IkeTransport.Udp500));
        Assert.Equal(nat, DatagramSize.MessageLength(DatagramSize.First, address, Holdfast.Ike.IkeTransport.Udp4500));
        Assert.Equal(lowIke, DatagramSize.MessageLength(DatagramSize.Lowered, address, Holdfast.Ike.IkeTransport.Udp500));
        Assert.Equal(lowNat, DatagramSize.MessageLength(DatagramSize.Lowered, address, Holdfast.Ike.IkeTransport.Udp4500));
    }

    private static (PayloadType First, byte[] Inner) OpenWhole(SkProtection receiver, ReadOnlyMemory<byte> datagram)
    {
        EncryptedPayload sk = Protections.Outer<EncryptedPayload>(datagram);
        Assert.True(receiver.TryOpen(datagram.Span, sk, out byte[] inner));
        return (sk.FirstInner, inner);
    }

    private static (PayloadType First, byte[] Inner) PutTogether(SkProtection receiver, IEnumerable<ReadOnlyMemory<byte>> datagrams)
    {
        Reassembly reassembly = new();
        WholeMessage? whole = null;
        foreach (ReadOnlyMemory<byte> datagram in datagrams)
        {
            Assert.Null(whole);
            EncryptedFragmentPayload skf = Protections.Outer<EncryptedFragmentPayload>(datagram);
            Assert.True(reassembly.Wants(1, skf, Now));
            Assert.True(receiver.TryOpen(datagram.Span, skf, out byte[] content));
            reassembly.TryAdd(1, skf, content, Now, out whole);
        }

        return (whole!.FirstInner, whole.Plaintext);
    }
}
