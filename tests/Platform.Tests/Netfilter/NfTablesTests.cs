using System.Diagnostics;
using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netfilter;

/// <summary>What we put into the kernel, in the words of nft(8).</summary>
public sealed class NfTablesTests
{
    private const byte Udp = 17;

    [Fact]
    public void Every_rule_is_what_it_says() => Namespace.Run(() =>
    {
        var table = new NftTable("holdfast");
        table.AddChain("prerouting", NftHook.Prerouting, -300);
        table.AddChain("forward", NftHook.Forward, -150);
        table.AddRule("prerouting").To(IPAddress.Parse("10.30.0.1")).Input("hf0", false).FromElsewhere().Drop();
        table.AddRule("prerouting").To(IPAddress.Parse("fd00:30::1")).WasProtected(false).FromElsewhere().Drop();
        table.AddRule("prerouting").FromPort(Udp, 4500).ToThisHost().SetMark(0x4846);
        table.AddRule("forward").Output("hf0").ClampSegments();
        table.AddRule("forward").Input("hf0").ClampSegments();
        table.AddRule("forward").WillBeProtected().ClampSegments();
        table.AddRule("forward").WasProtected(true).ClampSegments();
        Replace(table);

        Assert.Equal(
            """
            table inet holdfast {
            	chain prerouting {
            		type filter hook prerouting priority raw; policy accept;
            		ip daddr 10.30.0.1 iifname != "hf0" fib saddr type != local counter packets 0 bytes 0 drop
            		ip6 daddr fd00:30::1 meta ipsec missing fib saddr type != local counter packets 0 bytes 0 drop
            		udp sport 4500 fib daddr type local meta mark set 0x00004846
            	}

            	chain forward {
            		type filter hook forward priority mangle; policy accept;
            		oifname "hf0" tcp flags syn tcp option maxseg size set rt mtu
            		iifname "hf0" tcp flags syn tcp option maxseg size set rt mtu
            		rt ipsec exists tcp flags syn tcp option maxseg size set rt mtu
            		meta ipsec exists tcp flags syn tcp option maxseg size set rt mtu
            	}
            }

            """,
            Ruleset());
    });

    [Fact]
    public void A_table_takes_the_place_of_the_one_before_and_goes_and_others_stay() => Namespace.Run(() =>
    {
        Nft("add table inet theirs");
        Replace(Table("one"));
        Replace(Table("two"));
        Assert.DoesNotContain("one", Ruleset(), StringComparison.Ordinal);
        Assert.Contains("chain two", Ruleset(), StringComparison.Ordinal);

        Assert.True(Delete());
        Assert.False(Delete());
        Assert.Equal("table inet theirs {\n}\n", Ruleset());
    });

    [Fact]
    public void A_table_that_is_refused_leaves_the_one_before_in_place() => Namespace.Run(() =>
    {
        Replace(Table("one"));
        NftTable wrong = Table("two");
        wrong.AddRule("three").ToThisHost().SetMark(1);
        var refusal = Assert.Throws<LinuxException>(() => Replace(wrong));

        Assert.Equal(ENOENT, refusal.Errno);
        Assert.StartsWith("set nftables table inet holdfast: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("chain one", Ruleset(), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_kernel_without_it_is_a_refusal_with_its_number(int message)
    {
        // As the kernel does: a batch as a whole is refused in an answer to its first message, one of its messages in its own.
        var kernel = new KernelFunction((request, _) =>
            [KernelFunction.Acknowledge(request with { nlmsg_seq = (uint)message }, EOPNOTSUPP)]);
        using var tables = new NfTables(kernel);

        Assert.Equal(EOPNOTSUPP, Assert.Throws<LinuxException>(() => tables.Replace(Table("one"))).Errno);
    }

    private static NftTable Table(string chain)
    {
        var table = new NftTable("holdfast");
        table.AddChain(chain, NftHook.Prerouting, 0);
        return table;
    }

    private static void Replace(NftTable table)
    {
        using NfTables tables = NfTables.Open();
        tables.Replace(table);
    }

    private static bool Delete()
    {
        using NfTables tables = NfTables.Open();
        return tables.Delete("holdfast");
    }

    private static string Ruleset() => Nft("list ruleset");

    // The child is of the namespace of the thread that starts it.
    private static string Nft(string command)
    {
        Needs.That(File.Exists("/usr/sbin/nft"), "nft is missing: apt-get install nftables");
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new ProcessStartInfo("/usr/sbin/nft", command) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
