using System.Text.Json;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Site;

/// <summary>One TCP stream of a second through the tunnel.</summary>
public static class Iperf
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <param name="towardsSite">The host behind the gateway sends.</param>
    /// <returns>Megabits in a second that have arrived; under emulation no measure of anything.</returns>
    public static double Run(SiteLab lab, string address, bool towardsSite)
    {
        using var server = lab.Guest.Start(
            $"exec ip netns exec {lab.Gateway.Host} iperf3 --server --one-off --forceflush --bind {address}");
        server.WaitForLine(new("Server listening"), Patience);
        var reverse = towardsSite ? "--reverse" : "";
        var json = lab.Check($"iperf3 --client {address} --json --time 1 {reverse}", Patience);
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble()
            / 1e6;
    }
}
