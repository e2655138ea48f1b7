using Holdfast.Lab.Tests;

namespace Holdfast.Lab.Packages;

/// <summary>What every test of the packages starts with.</summary>
public abstract class PackageTest : LabTest
{
    protected PackageTest() => Require(PackageBuild.Missing);
}
