namespace Holdfast.Lab.Faults;

/// <summary>The gateway's daemon is killed, and serves again a second later without any memory.</summary>
public sealed class GatewayKilled() : Fault("gateway killed and restarted")
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    public override bool IsSilent => true;

    public override void Apply(TunnelLab lab, IClient client)
    {
        lab.KillGateway();
        Thread.Sleep(RestartDelay);
        lab.RestartGateway();
    }
}
