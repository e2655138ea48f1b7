using Holdfast.Lab.Agent;

namespace Holdfast.Lab.Tests;

public sealed class GatewayDeleteTests : LabTest
{
    [Fact]
    public void A_delete_by_the_gateway_is_answered_and_logged()
    {
        using var lab = StartLab();
        var agent = lab.Connect();
        lab.Gateway.Terminate();
        agent.WaitForLine(AgentLog.DeletedByGateway);
        lab.Gateway.WaitForNoSa();
    }
}
