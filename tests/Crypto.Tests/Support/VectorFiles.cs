using System.Text.Json;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>Test vectors that others publish. Where they are missing, the tests that want them skip.</summary>
internal static class VectorFiles
{
    private const string DebianPackage = "/usr/lib/python3/dist-packages/cryptography_vectors";

    /// <summary>A file of Wycheproof's, in the folder that HOLDFAST_VECTORS names or a <c>shared/vectors</c> beside the
    /// repository. No package carries these, so they may be missing anywhere.</summary>
    internal static JsonDocument Wycheproof(string name)
    {
        string folder = Environment.GetEnvironmentVariable("HOLDFAST_VECTORS")
            ?? Path.Combine(RepositoryRoot(), "..", "shared", "vectors");
        string path = Path.Combine(folder, "wycheproof", name);
        if (!File.Exists(path))
            Assert.Skip($"{name} is not there: HOLDFAST_VECTORS may name the folder that holds wycheproof/{name}");
        return JsonDocument.Parse(File.ReadAllBytes(path));
    }

    /// <summary>The records of a NIST-style file of Debian's package python3-cryptography-vectors.</summary>
    internal static IReadOnlyList<VectorRecord> Debian(string name)
    {
        string folder = DebianFolder("");
        return VectorRecord.Parse(File.ReadLines(Path.Combine(folder, name)));
    }

    /// <summary>A folder of that package, which test.sh installs.</summary>
    internal static string DebianFolder(string name)
    {
        if (!Directory.Exists(DebianPackage))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "python3-cryptography-vectors is missing");
            Assert.Skip("the package python3-cryptography-vectors is not installed");
        }
        return Path.Combine(DebianPackage, name);
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Agent.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? AppContext.BaseDirectory;
    }
}
