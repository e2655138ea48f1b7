namespace Holdfast.Host;

public static class ProductVersion
{
    /// <summary>Version and, where the build knew it, the source revision: "0.1.0+3f2a…".</summary>
    public static string Text => BuildFacts.Version;
}
