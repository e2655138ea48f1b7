namespace Holdfast.Lab.Faults;

/// <summary>Each packet is lost with this probability, in each direction.</summary>
public sealed class Loss(int percent, double seconds) : Fault($"{percent} % loss", seconds)
{
    // Half of what is sent comes back: a handful lost in a row is the network's doing and not the client's.
    public override double Pause => 1;

    public override void Apply(TunnelLab lab, IClient client) => Begin(lab, percent);

    public override void Heal(TunnelLab lab, IClient client) => lab.Topology.Nat.Nft("delete table ip loss");

    public static void Begin(TunnelLab lab, int percent) => lab.Topology.Nat.Nft($$"""
        table ip loss {
          chain forwarding {
            type filter hook forward priority -1;
            numgen random mod 100 < {{percent}} drop
          }
        }
        """);
}

/// <summary>Everything from the site takes so much longer.</summary>
public sealed class Delay(int milliseconds, double seconds) : Fault($"{milliseconds} ms of delay", seconds)
{
    private DelayLine? _line;

    public override double Unavoidable => milliseconds / 1000.0;

    public override void Apply(TunnelLab lab, IClient client) =>
        _line = new DelayLine(lab.Topology.Nat, TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>What is on its way still arrives.</summary>
    public override void Heal(TunnelLab lab, IClient client) => _line?.Close();

    public override void Dispose() => _line?.Dispose();
}
