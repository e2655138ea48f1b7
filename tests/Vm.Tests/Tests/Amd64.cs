using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests.Amd64;

[Collection(Amd64Collection.Name)]
public sealed class ConnectTests(Amd64Machine machine) : Tests.ConnectTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class RekeyTests(Amd64Machine machine) : Tests.RekeyTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class ExpiryTests(Amd64Machine machine) : Tests.ExpiryTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class MoveTests(Amd64Machine machine) : Tests.MoveTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class FallbackTests(Amd64Machine machine) : Tests.FallbackTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class RecoveryTests(Amd64Machine machine) : Tests.RecoveryTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class MemoryTests(Amd64Machine machine) : Tests.MemoryTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class LeakTests(Amd64Machine machine) : Tests.LeakTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class ReloadTests(Amd64Machine machine) : Tests.ReloadTests(machine);

[Collection(Amd64Collection.Name)]
public sealed class MachineTests(Amd64Machine machine) : Tests.MachineTests(machine);
