using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>
/// While it is closed, the NAT drops IKE messages both ways and lets ESP pass: so each side can begin an exchange that the
/// other does not know of. Their retransmissions meet when it opens.
/// </summary>
public sealed partial class IkeGate : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly NetworkNamespace _nat;

    public IkeGate(NetworkNamespace nat)
    {
        _nat = nat;
        // IKE at port 4500 begins with four zero bytes behind the UDP header (RFC 3948 section 2.2).
        _nat.Nft("""
            table ip gate {
              counter ours {
              }
              counter theirs {
              }
              chain forwarding {
                type filter hook forward priority -1;
                iif "inside" udp dport 4500 @th,64,32 0 counter name ours drop
                iif "outside" udp sport 4500 @th,64,32 0 counter name theirs drop
              }
            }
            """);
    }

    /// <summary>Waits until the agent has begun something.</summary>
    public void WaitForOurs() => WaitFor("ours");

    /// <summary>Waits until the gateway has begun something.</summary>
    public void WaitForTheirs() => WaitFor("theirs");

    /// <summary>Opens it.</summary>
    public void Dispose() => _nat.Nft("delete table ip gate");

    private void WaitFor(string counter) =>
        Wait.Until($"an IKE message of {counter} comes to the gate", () => Packets(counter) > 0, Patience);

    private int Packets(string counter)
    {
        var listed = _nat.Check("nft", "list", "counter", "ip", "gate", counter);
        return int.Parse(Count().Match(listed).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"packets (\d+)")]
    private static partial Regex Count();
}
