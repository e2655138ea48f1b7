using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests.Amd64;

[Collection(Amd64Collection.Name)]
public sealed class ConnectTests(Amd64Machine machine) : Tests.ConnectTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class RekeyTests(Amd64Machine machine) : Tests.RekeyTests(machine);
