using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Machines;

/// <summary>The one machine of an architecture for all tests; a new one if it has gone.</summary>
public abstract class LabMachine(Architecture architecture, params IReadOnlyList<string> options) : IDisposable
{
    public const int Megabytes = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private Guest? _guest;
    private VmGateway? _strongSwan, _libreswan;

    public Architecture Architecture => architecture;

    public SiteLab Start(GatewayKind kind, GatewaySettings settings)
    {
        Need.Nothing(MachineImage.Missing(architecture));
        if (_guest is null or { IsGone: true })
            Boot();
        var gateway = kind == GatewayKind.StrongSwan ? _strongSwan! : _libreswan!;
        gateway.Serve(settings);
        return new SiteLab(_guest!, gateway);
    }

    public void Dispose() => _guest?.Dispose();

    private void Boot()
    {
        _guest?.Dispose();
        _guest = null;
        var guest = Guest.Boot(architecture, Megabytes, options: options);
        try
        {
            guest.Check("sh /lab/guest/network", Patience);
        }
        catch
        {
            guest.Dispose();
            throw;
        }
        _strongSwan = new StrongSwanGateway(guest);
        _libreswan = new LibreswanGateway(guest, isNewest: architecture.Suite == "sid", hasTcp: architecture == Architecture.Espintcp);
        _guest = guest;
    }
}

public sealed class Amd64Machine() : LabMachine(Architecture.Amd64);

public sealed class Arm64Machine() : LabMachine(Architecture.Arm64);

/// <summary>With two processors.</summary>
public sealed class NewestMachine() : LabMachine(Architecture.Newest, "-smp", "2");

/// <summary>With ESP in TCP.</summary>
public sealed class EspintcpMachine() : LabMachine(Architecture.Espintcp);

[CollectionDefinition(Name)]
public sealed class EspintcpCollection : ICollectionFixture<EspintcpMachine>
{
    public const string Name = "espintcp";
}

[CollectionDefinition(Name)]
public sealed class NewestCollection : ICollectionFixture<NewestMachine>
{
    public const string Name = "newest";
}

[CollectionDefinition(Name)]
public sealed class Amd64Collection : ICollectionFixture<Amd64Machine>
{
    public const string Name = "amd64";
}

[CollectionDefinition(Name)]
public sealed class Arm64Collection : ICollectionFixture<Arm64Machine>
{
    public const string Name = "arm64";
}
