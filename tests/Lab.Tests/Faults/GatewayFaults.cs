namespace Holdfast.Lab.Faults;

/// <summary>The gateway's daemon is killed, and serves again a second later without any memory.</summary>
public sealed class GatewayKilled() : Fault("gateway killed and restarted")
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    public override bool ForgetsClient => true;

    public override void Apply(TunnelLab lab, IClient client)
    {
        lab.KillGateway();
        Thread.Sleep(RestartDelay);
        lab.RestartGateway();
    }
}

/// <summary>The gateway's daemon is killed, and for a while nobody starts it.</summary>
public sealed class GatewayDead(double seconds) : Fault("gateway dead", seconds)
{
    public override bool TakesPath => true;

    public override bool ForgetsClient => true;

    public override void Apply(TunnelLab lab, IClient client) => lab.KillGateway();

    public override void Heal(TunnelLab lab, IClient client) => lab.RestartGateway();
}
