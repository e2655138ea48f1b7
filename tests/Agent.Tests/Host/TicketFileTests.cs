using Holdfast.Crypto;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Resumption;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>A ticket in its file: what is read is what was written, or nothing.</summary>
public sealed class TicketFileTests
{
    private static readonly byte[] Binding = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly TicketTime Written = new("boot-1", At(1000), 1_800_000_000);

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        using ResumptionTicket ticket = Make(usesPpk: true);
        Assert.True(TicketFile.TryDecode(Encode(ticket), Binding, Written with { Now = At(1500) }, out ResumptionTicket? read, out string gateway));
        using (read)
        {
            Assert.Equal(ticket.Opaque.ToArray(), read.Opaque.ToArray());
            Assert.Equal(ticket.OldD.Span.ToArray(), read.OldD.Span.ToArray());
            Assert.Equal((ticket.Suite, ticket.LocalId, ticket.PeerId, true), (read.Suite, read.LocalId, read.PeerId, read.UsesPpk));
            Assert.Equal((ticket.AuthenticatedAt, ticket.ExpiresAt), (read.AuthenticatedAt, read.ExpiresAt));
            Assert.Equal("gw.example.test fqdn", gateway);
        }
    }

    [Theory]
    [InlineData("192.0.2.9", "192.0.2.2")]
    [InlineData("2001:db8:1::2", "2001:db8:2::4")]
    [InlineData(null, null)]
    public void The_way_without_a_NAT_is_in_it(string? here, string? there)
    {
        IkePath? way = here is null ? null : new(IpAddress.Parse(here), 500, IpAddress.Parse(there!), 500);
        using ResumptionTicket ticket = Make(direct: way);
        Assert.True(TicketFile.TryDecode(Encode(ticket), Binding, Written, out ResumptionTicket? read, out _));
        using (read)
        {
            Assert.Equal((way?.Local, way?.Remote), (read.Direct?.Local, read.Direct?.Remote));
            Assert.Equal(way is not null, read.IsDirect(way ?? new IkePath(default, 0, default, 0)));
            Assert.False(read.IsDirect(new IkePath(IpAddress.Parse("192.0.2.77"), 500, way?.Remote ?? default, 500)));
        }
    }

    [Fact]
    public void What_another_configuration_made_is_none()
    {
        byte[] other = [.. Binding];
        other[31] ^= 1;
        Assert.False(TicketFile.TryDecode(Encode(Make()), other, Written, out _, out _));
    }

    [Fact]
    public void After_a_reboot_the_time_of_day_tells_what_is_left()
    {
        TicketTime later = new("boot-2", At(20), 1_800_000_000 + 600); // ten minutes on, twenty seconds after the boot
        Assert.True(TicketFile.TryDecode(Encode(Make()), Binding, later, out ResumptionTicket? read, out _));
        Assert.Equal(TimeSpan.FromSeconds(3600 - 600), read.ExpiresAt - At(20));
        Assert.Equal(TimeSpan.FromSeconds(-700), read.AuthenticatedAt - At(20)); // it was 100 s old
    }

    [Theory]
    [InlineData("boot-2", 0)]
    [InlineData("boot-2", 1_799_999_999)]
    [InlineData("", 0)]
    public void Without_a_time_that_can_be_believed_a_reboot_ends_it(string boot, long wall) =>
        Assert.False(TicketFile.TryDecode(Encode(Make()), Binding, new TicketTime(boot, At(20), wall), out _, out _));

    [Fact]
    public void A_part_of_a_file_is_none_and_so_is_more_than_a_file()
    {
        byte[] whole = Encode(Make());
        for (int length = 0; length < whole.Length; length++)
            Assert.False(TicketFile.TryDecode(whole.AsSpan(0, length), Binding, Written, out _, out _), $"{length}");
        Assert.False(TicketFile.TryDecode([.. whole, 0], Binding, Written, out _, out _));
    }

    [Fact]
    public void A_hostile_file_does_no_harm()
    {
        byte[] whole = Encode(Make());
        Random random = new(1);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bent = [.. whole];
            for (int i = random.Next(1, 4); i > 0; i--)
                bent[random.Next(36, bent.Length)] = (byte)random.Next(256);
            if (TicketFile.TryDecode(bent, Binding, new TicketTime("boot-2", At(20), 1_900_000_000), out ResumptionTicket? read, out _))
                read.Dispose();
        }

        for (int length = 0; length < 200; length++)
        {
            byte[] noise = new byte[length];
            random.NextBytes(noise);
            Assert.False(TicketFile.TryDecode(noise, Binding, Written, out _, out _));
        }
    }

    [Fact]
    public void Names_without_end_are_not_kept()
    {
        using ResumptionTicket ticket = Make(peer: new byte[1025]);
        Assert.Null(TicketFile.Encode(ticket, Binding, "gw", Written));
    }

    internal static ResumptionTicket Make(bool usesPpk = false, byte[]? peer = null, long expires = 4600, IkePath? direct = null) =>
        new(Enumerable.Range(0, 300).Select(i => (byte)i).ToArray(), SecretBytes.CopyOf(Enumerable.Range(0, 32).Select(i => (byte)(i + 100)).ToArray()))
        {
            Suite = new IkeSuite(EncryptionId.AesGcm16, 256, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519),
            LocalId = new IdPayload(true, IdType.Fqdn, "site7"u8.ToArray()),
            PeerId = new IdPayload(false, IdType.Fqdn, peer ?? "gw.example.test"u8.ToArray()),
            AuthenticatedAt = At(900),
            ExpiresAt = At(expires),
            UsesPpk = usesPpk,
            Direct = direct,
        };

    internal static Instant At(long seconds) => new(seconds * 1_000_000_000);

    private static byte[] Encode(ResumptionTicket ticket)
    {
        using SecretBytes? content = TicketFile.Encode(ticket, Binding, "gw.example.test fqdn", Written);
        return content!.Span.ToArray();
    }
}
