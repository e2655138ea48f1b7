using Holdfast.Platform;

namespace Holdfast.Tests.Process;

public sealed class KernelModulesTests
{
    [Fact]
    public void A_module_that_does_not_exist_is_not_loaded() =>
        Assert.False(KernelModules.TryLoad("holdfast_no_such_module"));
}
