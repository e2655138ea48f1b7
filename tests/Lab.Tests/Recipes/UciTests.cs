using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;

namespace Holdfast.Lab.Recipes;

/// <summary>OpenWrt's configuration, and what the agent reads in its place.</summary>
public sealed partial class UciTests : LabTest
{
    private const string ThreeLines =
        """
        config connection 'main'
            option gateway '192.0.2.2'
            option identity 'site7'
            option secret 'not told'
        """;

    [Theory]
    [InlineData("option mtu '1400'", "\"mtu\": 1400")]
    [InlineData("option rekey_bytes '9007199254740993'", "\"rekeyBytes\": 9007199254740993")]
    [InlineData("option use_dns '0'", "\"useDns\": false")]
    [InlineData("option kill_switch 'on'", "\"killSwitch\": true")]
    [InlineData("option fw_mark '0x10'", "\"fwMark\": \"0x10\"")]
    [InlineData("list remote_subnet '10.1.0.0/16'\nlist remote_subnet '10.2.0.0/16'", "\"remoteSubnets\": [\"10.1.0.0/16\", \"10.2.0.0/16\"]")]
    [InlineData("option remote_subnets '10.1.0.0/16'", "\"remoteSubnets\": \"10.1.0.0/16\"")]
    [InlineData("option local_subnet '192.168.1.0/24'", "\"localSubnets\": \"192.168.1.0/24\"")]
    [InlineData("option ppk_id 'a'", "\"ppkId\": \"a\"")]
    [InlineData("option datapath 'kernel'", "\"datapath\": \"kernel\"")]
    [InlineData("option certificate 'site7.pem'", "\"certificate\": \"/etc/holdfast/site7.pem\"")]
    [InlineData("option certificate '/root/site7.pem'", "\"certificate\": \"/root/site7.pem\"")]
    [InlineData("option password_file 'credential:pw'", "\"passwordFile\": \"credential:pw\"")]
    [InlineData("list trust 'system'\nlist trust 'ca/site.pem'", "\"trust\": [\"system\", \"/etc/holdfast/ca/site.pem\"]")]
    [InlineData("option no_such_key 'x'", "\"noSuchKey\": \"x\"")]
    [InlineData("option username 'it'\\''s \"me\" \\ here, ünd \t'", null)]
    [InlineData("option username '  two  spaces  '", "\"username\": \"  two  spaces  \"")]
    [InlineData("option mode ''", "\"secret\": \"not told\"\n")]
    public void An_option_is_a_key_in_snake_case(string uci, string? json)
    {
        using var router = Router($"{ThreeLines}\n{uci}\n");
        if (json is null)
        {
            // A tab is no letter that the agent takes.
            Assert.Contains("option username: holds a control character", Refusal(router), StringComparison.Ordinal);
            return;
        }

        Assert.Contains(json, Json(router), StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_and_backslashes_arrive_as_they_are()
    {
        using var router = Router("config connection 'main'\n\toption gateway 'x'\n\toption password 'it'\\''s \"me\" \\ here ü'\n");

        using var json = JsonDocument.Parse(Json(router));

        Assert.Equal("it's \"me\" \\ here ü", json.RootElement.GetProperty("connections")[0].GetProperty("password").GetString());
    }

    [Fact]
    public void Sections_are_the_file_its_connections_and_their_children()
    {
        using var router = Router(
            """
            config agent 'agent'
                option log_level 'debug'
                list uplink 'eth0'

            config child 'lan'
                option connection 'main'
                option remote_subnets '10.1.0.0/24'

            config connection 'main'
                option gateway 'a.example'

            config connection 'off'
                option enabled '0'
                option gateway 'b.example'

            config child 'dmz'
                option connection 'main'
                option enabled '1'
                option name 'zone'

            config child 'unused'
                option connection 'off'

            config connection
                option gateway 'c.example'
            """);

        Assert.Equal(
            """
            {"logLevel":"debug","uplinks":["eth0"],"connections":[{"name":"main","gateway":"a.example","children":[{"name":"lan","remoteSubnets":"10.1.0.0/24"},{"name":"zone"}]},{"name":"cfg7","gateway":"c.example"}]}
            """.Trim(),
            Flat(Json(router)));
    }

    [Theory]
    [InlineData("option port 'ike'", "connection 'main': option port: 'ike' is no whole number")]
    [InlineData("option metered 'maybe'", "connection 'main': option metered: 'maybe' is neither 1 nor 0")]
    [InlineData("option secret_file 'a\nb'", "connection 'main': option secret_file: has more than one line")]
    [InlineData("config child 'lan'", "child 'lan': option connection is missing; it takes the name of a connection section")]
    [InlineData("config child 'lan'\noption connection 'man'", "child 'lan': connection 'man' is not there")]
    [InlineData("config tunnel 'x'", "section 'x': there is no type 'tunnel'; it takes agent, connection or child")]
    [InlineData("option 'identity", "this is not UCI: `uci show holdfast` says in which line")]
    public void A_mistake_is_one_line(string uci, string problem)
    {
        using var router = Router($"{ThreeLines}\n{uci}\n");

        Assert.Equal($"/etc/config/holdfast: {problem}\n", Refusal(router));
    }

    [Theory]
    [InlineData("")]
    [InlineData("config connection 'main'\n\toption enabled '0'\n\toption gateway 'x'\n")]
    [InlineData(null)]
    public void Without_a_connection_there_is_nothing_to_do(string? uci)
    {
        using var router = uci is null ? Router("") : Router(uci);
        if (uci is null)
            File.Delete(router.At("etc/config/holdfast"));

        var result = router.Run("/usr/lib/holdfast/uci-to-json");

        Assert.Equal((3, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public void As_it_comes_it_starts_nothing()
    {
        Require(RouterRoot.Missing);
        using var router = new RouterRoot();

        Assert.Equal(3, router.Run("/usr/lib/holdfast/uci-to-json").ExitCode);
    }

    [Fact]
    public void The_agent_takes_what_comes_out()
    {
        Require(HoldfastBinary.Missing);
        using var router = Router(
            $"""
            {ThreeLines}
                option mtu '1400'
                option use_dns '1'
                option rekey_bytes '5000000000'
                option fw_mark '0x10'
                list probe '10.1.0.1'
                list esp 'aes256gcm16'
            config child 'lan'
                option connection 'main'
                list remote_subnet '10.1.0.0/16'
                list remote_subnet '10.2.0.0/16'
            config agent 'agent'
                option hang_timeout '1m'
            """);
        router.PutAgent();

        var result = router.Run("/etc/init.d/holdfast", "check");

        Assert.True(result.ExitCode == ExitCodes.AskedToStop, result.Error + result.Output);
        Assert.Contains("10.2.0.0/16", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not told", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_does_not_know_the_agent_names()
    {
        Require(HoldfastBinary.Missing);
        using var router = Router($"{ThreeLines}\n\toption gate_way 'x'\n");
        router.PutAgent();

        var result = router.Run("/etc/init.d/holdfast", "check");

        Assert.Equal(ExitCodes.Configuration, result.ExitCode);
        Assert.Contains("\"connections[0].gateWay\": unknown key", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A key of another kind would come out as a string.</summary>
    [Theory]
    [InlineData("number", "Number", "LargeNumber")]
    [InlineData("flag", "Flag", "Flag")]
    public void The_tables_have_every_key_of_their_kind(string table, params string[] kinds)
    {
        var keys = File.ReadAllText(Path.Combine(HoldfastBinary.Root, "src/Agent/Config/ConfigKeys.cs"));
        var names = Constants().Matches(keys).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var wanted = Kinds().Matches(keys).Where(match => kinds.Contains(match.Groups[2].Value)).Select(match => names[match.Groups[1].Value]);
        var script = File.ReadAllText(Path.Combine(HoldfastBinary.Root, "cross-build/openwrt/files/uci-to-json.awk"));
        var has = Regex.Match(script, $"words\\({table}, \"([^\"]*)\"\\)").Groups[1].Value.Split(' ').Select(Camel);

        Assert.Equal(wanted.Order(), has.Order());
    }

    private static RouterRoot Router(string uci)
    {
        Require(RouterRoot.Missing);
        var router = new RouterRoot();
        router.WriteUci(uci);
        return router;
    }

    private static string Json(RouterRoot router)
    {
        var result = router.Run("/usr/lib/holdfast/uci-to-json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var parsed = JsonDocument.Parse(result.Output);
        return result.Output;
    }

    private static string Refusal(RouterRoot router)
    {
        var result = router.Run("/usr/lib/holdfast/uci-to-json");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        return result.Error;
    }

    private static string Flat(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(parsed.RootElement);
    }

    private static string Camel(string snake) => Regex.Replace(snake, "_(.)", match => match.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex("const string (\\w+) = \"(\\w+)\"")]
    private static partial Regex Constants();

    [GeneratedRegex("\\[(\\w+)\\] = ValueKind\\.(\\w+)")]
    private static partial Regex Kinds();
}
