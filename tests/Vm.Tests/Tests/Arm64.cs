using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests.Arm64;

[Collection(Arm64Collection.Name)]
public sealed class ConnectTests(Arm64Machine machine) : Tests.ConnectTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class RekeyTests(Arm64Machine machine) : Tests.RekeyTests(machine);
