using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Holdfast.Tests.Tls;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class TlsClientTests
{
    private const int Tls12 = 0x0303, Tls13 = 0x0304;

    public static TheoryData<int> Versions => [Tls12, Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Both_ends_have_the_same_keys_and_data_goes_both_ways(int version)
    {
        using TlsServer server = new(version);
        using TlsClient client = new();
        Run(client, server, isGood: true);

        Assert.Equal((TlsState.Open, (TlsVersion)version), (client.State, client.Version));
        Assert.Equal(server.Certificate, Assert.Single(client.ServerCertificates).ToArray());
        Assert.False(server.KnowsClient);
        foreach (byte[]? context in new byte[]?[] { null, [], [13] })
        {
            using SecretBytes key = client.Export("a label"u8, context, 128);
            Assert.Equal(server.Export("a label"u8, context, 128), key.Span.ToArray());
        }

        client.Write("hello"u8);
        server.Receive(client.TakeOutput());
        Assert.Equal("hello"u8, server.Read());
        client.Receive(server.Write("hi"u8));
        Assert.Equal("hi"u8, client.TakeData());
        Assert.Empty(client.TakeData());
        client.Receive(server.Close());
        Assert.Equal(TlsState.Closed, client.State);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_clients_certificate_is_shown(int version)
    {
        using TlsServer server = new(version, asks: true);
        using CertifiedKey own = Own();
        using TlsClient client = new(own);
        Run(client, server, isGood: true);

        Assert.True(client.State == TlsState.Open && server.IsDone && server.KnowsClient);
    }

    /// <summary>Nothing has left but the first flight before there is a verdict, and then only an alert.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void A_server_that_is_refused_sees_no_certificate(int version)
    {
        using TlsServer server = new(version, asks: true);
        using CertifiedKey own = Own();
        using TlsClient client = new(own);
        client.Start();
        client.Receive(server.Receive(client.TakeOutput()));

        Assert.Equal(TlsState.AwaitingVerdict, client.State);
        Assert.Empty(client.TakeOutput());
        Assert.Throws<InvalidOperationException>(() => client.Receive([0]));
        Assert.Throws<InvalidOperationException>(() => client.Write([0]));
        Assert.Throws<InvalidOperationException>(() => client.Export("a label"u8, null, 16));

        client.Decide(false);
        Assert.Equal((TlsState.Failed, "the server's certificate was refused"), (client.State, client.Reason));
        Assert.InRange(client.TakeOutput().Length, 0, 60);
        Assert.False(server.KnowsClient);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    [Fact]
    public void A_server_of_an_older_version_than_is_wanted_is_refused()
    {
        using TlsServer server = new(Tls13);
        using TlsClient client = new(highest: TlsVersion.Tls12);
        Run(client, server, isGood: true);

        Assert.Equal(TlsState.Failed, client.State);
        Assert.Contains("version", client.Reason, StringComparison.Ordinal);
    }

    /// <summary>Whatever byte is changed in whatever flight: no exception, no data, no error left behind.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void Bent_bytes_give_a_reason(int version)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            int flight = random.Next(3);
            using TlsServer server = new(version);
            using TlsClient client = new();
            Run(client, server, isGood: true, bytes =>
            {
                if (flight-- == 0 && bytes.Length > 0)
                    bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                return bytes;
            });

            Assert.True(client.State != TlsState.Failed || client.Reason.Length > 0);
            Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Garbage_and_cut_flights_never_open_it(int version)
    {
        foreach (int flight in new[] { 0, 1 })
        {
            foreach (int length in new[] { 0, 1, 5, 40 })
            {
                using TlsServer server = new(version, asks: true);
                using TlsClient client = new();
                int now = flight;
                Run(client, server, isGood: true, bytes => now-- == 0 ? bytes[..Math.Min(length, bytes.Length)] : []);
                Assert.NotEqual(TlsState.Open, client.State);

                using TlsClient other = new();
                other.Start();
                other.Receive(new byte[length]);
                Assert.True(other.State is TlsState.Handshaking or TlsState.Failed);
                Assert.Equal(0ul, LibCrypto.ERR_peek_error());
            }
        }
    }

    [Fact]
    public void Bytes_may_come_one_by_one()
    {
        using TlsServer server = new(Tls13);
        using TlsClient client = new();
        client.Start();
        foreach (byte one in server.Receive(client.TakeOutput()))
        {
            if (client.State == TlsState.AwaitingVerdict)
                client.Decide(true);
            client.Receive([one]);
        }

        Assert.Equal(TlsState.Open, client.State);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Data_without_end_is_not_kept(int version)
    {
        using TlsServer server = new(version);
        using TlsClient client = new();
        Run(client, server, isGood: true);
        for (int i = 0; i < 5; i++)
            client.Receive(server.Write(new byte[16000]));

        Assert.Equal((TlsState.Failed, "the server sends too much"), (client.State, client.Reason));
    }

    private static CertifiedKey Own()
    {
        var certificate = TestCertificate.Make(new CertificateWish { Subject = "CN=site", Key = PrivateKey.Generate(KeyKind.P256) });
        return new CertifiedKey(certificate.Key, [certificate.Certificate]);
    }

    private static void Run(TlsClient client, TlsServer server, bool isGood, Func<byte[], byte[]>? bend = null)
    {
        client.Start();
        for (int i = 0; i < 6 && client.State != TlsState.Failed; i++)
        {
            byte[] answer = server.Receive(client.TakeOutput());
            client.Receive(bend is null ? answer : bend(answer));
            if (client.State == TlsState.AwaitingVerdict)
                client.Decide(isGood);
        }
    }
}
