using Holdfast.Lab.Agent;

namespace Holdfast.Lab.Tests;

public sealed class GatewayDeleteTests : LabTest
{
    [Fact]
    public void A_delete_by_the_gateway_is_answered_and_logged_and_a_new_session_built()
    {
        using var lab = StartLab();
        var agent = lab.Connect();
        var before = lab.Gateway.OnlySa();
        lab.Gateway.Terminate();
        agent.WaitForLine(AgentLog.DeletedByGateway);
        Agreement.WaitFor(lab);
        Assert.NotEqual(before.InitiatorSpi, lab.Gateway.OnlySa().InitiatorSpi);
    }
}
