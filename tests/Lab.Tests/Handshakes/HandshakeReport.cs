using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Compare;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Handshakes;

/// <summary>
/// What a login costs with and without each extension, as a table: `handshakes [runs]`. Of messages and bytes the run counts that lost
/// none to a repetition.
/// </summary>
public static class HandshakeReport
{
    private const string Classical = "aes256gcm16-prfsha256-x25519", Ppk = "site7-ppk";

    private static readonly AgentSettings Least = new()
    {
        Ike = [Classical], Esp = ["aes256gcm16"], Mobike = false, Fragmentation = false, Resumption = false, RekeyTest = false,
    };

    private static readonly AgentSettings Usual = new() { RekeyTest = false };

    private static readonly IReadOnlyList<Variant> Variants =
    [
        new("X25519, a pre-shared key, and nothing that can be left out", Least, Gateway(Classical)),
        new("the same with MOBIKE (RFC 4555)", Least with { Mobike = true }, Gateway(Classical)),
        new("with fragmentation (RFC 7383)", Least with { Fragmentation = true }, Gateway(Classical)),
        new("with a wish for a ticket (RFC 5723), which strongSwan has none of", Least with { Resumption = true }, Gateway(Classical)),
        new("with redirects allowed (RFC 5685)", Least with { Redirect = true }, Gateway(Classical)),
        new("with a post-quantum pre-shared key (RFC 8784)", Least with { Ppk = Gateway(Classical).PpkSecret, PpkId = Ppk }, Gateway(Classical) with { PpkId = Ppk, PpkRequired = true }),
        new("childless (RFC 6023), with the Child SA after it", Least with { Childless = "force" }, Gateway(Classical)),
        new("with ML-KEM-768 (RFC 9370)", Least with { Ike = [$"{Classical}-ke1_mlkem768"] }, Gateway($"{Classical}-ke1_mlkem768")),
        new("with ML-KEM-1024", Least with { Ike = [$"{Classical}-ke1_mlkem1024"] }, Gateway($"{Classical}-ke1_mlkem1024")),
        new("all defaults, to a gateway without ML-KEM", Usual, Gateway(Classical)),
        new("all defaults, to a gateway with ML-KEM-768", Usual, Gateway($"{Classical}-ke1_mlkem768,{Classical}")),
    ];

    public static int Run(TextWriter output, IReadOnlyList<string> arguments)
    {
        var runs = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        output.WriteLine("| login | messages | datagrams | bytes | ms |\n|---|---|---|---|---|");
        foreach (var variant in Variants)
        {
            List<Handshake> all = [];
            for (var run = 0; run < runs; run++)
                all.Add(Measure(variant));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {variant.Name} | {all[0].Messages} | {all.Min(one => one.Datagrams)} | {all.Min(one => one.Bytes):N0} | {new Figures(all.Select(one => one.Milliseconds)).Text(0)} |"));
        }

        return 0;
    }

    private static Handshake Measure(Variant variant)
    {
        using var lab = TunnelLab.Start(variant.Gateway);
        var agent = lab.Connect(variant.Agent);
        var log = lab.Gateway.Log();
        agent.Stop();
        return Handshake.Of(log);
    }

    private static GatewaySettings Gateway(string ike) => new() { Version = GatewayVersion.Sid, Ike = ike, Esp = "aes256gcm16" };

    private sealed record Variant(string Name, AgentSettings Agent, GatewaySettings Gateway);
}
