using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests.Arm64;

[Collection(Arm64Collection.Name)]
public sealed class ConnectTests(Arm64Machine machine) : Tests.ConnectTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class RekeyTests(Arm64Machine machine) : Tests.RekeyTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class ExpiryTests(Arm64Machine machine) : Tests.ExpiryTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class MoveTests(Arm64Machine machine) : Tests.MoveTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class FallbackTests(Arm64Machine machine) : Tests.FallbackTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class RecoveryTests(Arm64Machine machine) : Tests.RecoveryTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class MemoryTests(Arm64Machine machine) : Tests.MemoryTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class LeakTests(Arm64Machine machine) : Tests.LeakTests(machine);

[Collection(Arm64Collection.Name)]
public sealed class ReloadTests(Arm64Machine machine) : Tests.ReloadTests(machine);
