using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Boards;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests.Arm64;

/// <summary>
/// How little memory a whole machine can have, with a gateway in it. A single size without CI=true. Beside the other scenarios, as those
/// wait for a good part of their time.
/// </summary>
[Collection(SmallestMachineCollection.Name)]
public sealed class SmallestMemoryTests : VmTest
{
    private static readonly int[] Sizes = [96, 80, 72, 64];

    // One with enough takes a fraction of it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public SmallestMemoryTests(Arm64Machine machine)
        : base(machine) =>
        Need.Nothing(MachineImage.Missing(Architecture.Arm64));

    [Fact]
    public void The_smallest_machine_that_connects()
    {
        // From above: one that is too small takes the longest, until all patience is at its end.
        var smallest = Sizes.Take(Need.IsCi ? Sizes.Length : 1).TakeWhile(Connects).LastOrDefault();
        Log($"smallest -m that boots and connects: {smallest}");
        Assert.InRange(smallest, 1, Sizes[0]);
    }

    private static bool Connects(int megabytes)
    {
        try
        {
            using var guest = Guest.Boot(Architecture.Arm64, megabytes, TimeSpan.FromSeconds(60));
            guest.Check("sh /lab/guest/network");
            var gateway = new StrongSwanGateway(guest);
            gateway.Serve(Gateway);
            using var lab = new SiteLab(guest, gateway);
            var agent = lab.StartAgent(Agent.By(PathMode.Interface));
            agent.WaitForLine(AgentLog.Connected, timeout: Patience);
            lab.Ping();
            Log($"{megabytes}: connected, {guest.Check("free -m | sed -n 2p").Trim()}, agent {agent.ResidentKibibytes} KiB");
            return true;
        }
        catch (Exception error) when (error is LabException or Xunit.Sdk.XunitException)
        {
            Log(string.Create(CultureInfo.InvariantCulture, $"{megabytes}: {error.Message.Split('\n')[0]}"));
            return false;
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SmallestMachineCollection : ICollectionFixture<Arm64Machine>, ICollectionFixture<Amd64Machine>, ICollectionFixture<BoardSite>
{
    public const string Name = "smallest";
}
